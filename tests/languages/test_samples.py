"""Every language: its lists match their samples, spare look-alikes and clean text, and are quick."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from revscoring.languages import LANGUAGES
from revscoring.languages.features import RegexMatches
from revscoring.languages.workshop import (
    Samples,
    check_language,
    load_language,
    match_sets,
    read_samples,
    samples_file,
)

WITH_LISTS = sorted(set(LANGUAGES) - {"basque"})


@pytest.mark.parametrize("name", WITH_LISTS)
def test_language(name: str) -> None:
    module = load_language(name)
    assert check_language(module, read_samples(samples_file(module))) == []


@pytest.mark.parametrize("name", WITH_LISTS)
def test_samples_are_enough_to_judge_by(name: str) -> None:
    samples = read_samples(samples_file(load_language(name)))
    assert len(samples.clean) > 100
    for kind in ("badwords", "informals"):
        assert len(samples.lists[kind]["match"]) >= 5, kind
        assert len(samples.lists[kind]["no_match"]) >= 3, kind


@pytest.mark.parametrize(
    "text",
    [
        "\ud800 x \udfff",  # lone surrogates
        "e\u0301\u0301\u0301 \u0301 \u200b\u200f\u202e\ufeff",  # marks without letters, and directions
        "שלום hello مرحبا नमस्ते 漢字 한글 ไทย",  # scripts within a line
        "\x00\x01\x1f \u2028 \u2029 \x85",
        "İıſK Ǆ ß ﬁ",
        "",
    ],
)
def test_odd_text_is_no_error(text: str) -> None:
    for name in WITH_LISTS:
        for found in match_sets(load_language(name)).values():
            matches = found.revision.datasources.matches.process(text)
            assert all(isinstance(match, str) for match in matches)


@pytest.mark.parametrize(
    ("language", "kind", "text", "found"),
    [
        ("hebrew", "badwords", "\u200fטמבל\u200f!", ["טמבל"]),  # between marks of direction
        ("arabic", "badwords", "hello كلب", []),
        ("english", "badwords", "שלום fuck مرحبا", ["fuck"]),
        ("english", "informals", "omgשלום omg", ["omg"]),  # one word of two scripts
        ("russian", "badwords", "привет сука hello", ["сука"]),
        ("chinese", "badwords", "這是abc笨蛋xyz", ["笨蛋"]),
        ("chinese", "badwords", "賤人", ["贱人"]),  # traditional characters are read as simplified ones
    ],
)
def test_mixed_scripts(language: str, kind: str, text: str, found: list[str]) -> None:
    words = match_sets(load_language(language))[kind]
    assert words.revision.datasources.matches.process(text) == found


def test_vowel_signs_belong_to_words() -> None:
    hindi, bengali, tamil = (match_sets(load_language(name))["badwords"] for name in ("hi", "bn", "ta"))
    assert hindi.revision.datasources.matches.process("वह चूतिया है") == ["चूतिया"]
    for words, sign in ((hindi, "ि"), (bengali, "ি"), (tamil, "ி")):
        for before, after in ((sign, ""), ("", sign)):
            edges = RegexMatches("edges", ["x"], wrapping=words.wrapping)
            assert edges.revision.datasources.matches.process(f"{before}x{after}") == []


def test_problems_are_told(tmp_path: Path) -> None:
    italian = load_language("italian")
    samples = Samples(
        {"informals": {"match": ["casa"], "no_match": ["hahaha"]}, "jokes": {"match": []}},
        clean="Roma, hahaha, e la capitale",
    )
    assert check_language(italian, samples) == [
        "there are samples for jokes, but no such list",
        'informals do not match the sample "casa"',
        'informals match "hahaha" in "hahaha", which they should not',
        'informals match "hahaha" in the clean passage',
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "is not JSON"),
        ("[]", "is not an object of samples"),
        ('{"clean": []}', '"clean" is not text'),
        ('{"badwords": ["x"]}', '"badwords" holds something other'),
        ('{"badwords": {"matches": []}}', '"badwords" holds something other'),
    ],
)
def test_samples_of_another_form(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "samples.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=problem):
        read_samples(path)


def test_check_command(run, tmp_path: Path) -> None:
    assert run("check", "italian").out == "italian: all is well\n"
    path = tmp_path / "samples.json"
    path.write_text(json.dumps({"badwords": {"match": ["pane"]}}), encoding="utf-8")
    done = run("check", "it", "--samples", path, status=1)
    assert done.out == 'badwords do not match the sample "pane"\n'
