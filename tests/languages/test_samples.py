"""Every language: its lists match their samples, spare look-alikes and clean text, and are quick."""

from __future__ import annotations

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

WITH_LISTS = [name for name in sorted(LANGUAGES) if match_sets(load_language(name))]


@pytest.mark.parametrize("name", WITH_LISTS)
def test_language(name: str) -> None:
    module = load_language(name)
    assert check_language(module, read_samples(samples_file(module))) == []


@pytest.mark.parametrize("name", WITH_LISTS)
def test_groups_of_people_are_no_insult(name: str) -> None:
    people = read_samples(samples_file(load_language(name))).people
    groups = len(people) // 10
    assert groups >= 7  # each in ten sentences; `test_language` holds that nothing matches in them
    assert len(set(people)) == 10 * groups


@pytest.mark.parametrize("name", WITH_LISTS)
def test_numerals_and_colours_are_no_words_of_a_list(name: str) -> None:
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC", "C", "CC", "CM", "M", "MM")
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    numerals = " 1990 ".join(ten + one for ten in tens for one in ones)
    colours = " 1990 ".join(f"#{digit * size}" for digit in "0123456789abcdefABCDEF" for size in (3, 6))
    for kind, words in match_sets(load_language(name)).items():
        assert words.revision.datasources.matches.process(numerals) == [], kind
        assert words.revision.datasources.matches.process(colours) == [], kind


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


GOOD = """# a comment
[badwords]
+ idiota
- idioma

[informals]
+ hahaha
- ha

[clean]
# not of the passage
Il castello sorge su un colle.
- Il fiume lo circonda: [sic].

[people]
= I rom, Gli ebrei
= I neri
… vivono in molti paesi.
Nel 1995 … fondarono un'associazione.
"""


def test_samples_are_text(tmp_path: Path) -> None:
    path = tmp_path / "samples.txt"
    path.write_text(GOOD, encoding="utf-8-sig")
    samples = read_samples(path)
    assert samples.lists == {
        "badwords": {"match": ["idiota"], "no_match": ["idioma"]},
        "informals": {"match": ["hahaha"], "no_match": ["ha"]},
    }
    assert samples.clean == "Il castello sorge su un colle.\n- Il fiume lo circonda: [sic]."
    assert len(samples.people) == 6
    assert samples.people[:2] == ("I rom vivono in molti paesi.", "Nel 1995 I rom fondarono un'associazione.")


def test_all_problems_of_samples_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "samples.txt"
    path.write_text("+ early\n[badwords]\n+ fine\nno sign\n+\n[people]\nno place\n", encoding="utf-8")
    problems = read_samples(path).problems
    assert [problem.removeprefix(f"{path}, ") for problem in problems] == [
        "line 1: '+ early' is not a sample: write the name of a list in brackets, such as [badwords]",
        "line 4: 'no sign' is not a sample: write + word or - word",
        "line 5: '+' is not a sample: write + word or - word",
        "line 7: 'no place' is not a sample: "
        "write = names of groups, or a sentence with … where the name stands",
    ]


def test_small_slips_in_samples_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "samples.txt"
    path.write_text("[ Badwords ]\r\n+idiota\r\n-\tidioma\r\n", encoding="utf-8")
    samples = read_samples(path)
    assert samples.lists == {"badwords": {"match": ["idiota"], "no_match": ["idioma"]}}
    assert samples.problems == ()


def test_samples_that_cannot_be_read_hide_no_problem_of_the_lists(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    run("new", "qab", "--name", "venusian", "--directory", "slips")
    (tmp_path / "slips" / "assets" / "qab" / "badwords.txt").write_text("zork\n*\n", encoding="utf-8")
    samples = tmp_path / "slips" / "samples" / "venusian.txt"
    for content, expected in [
        (b"[badwords]\nzork\n[clean]\n", "venusian.txt, line 2: 'zork' is not a sample"),
        (b"[badwords]\n+ z\xf6rk\n", "venusian.txt is not UTF-8 in line 2: save the file as UTF-8"),
        (None, "venusian.txt is missing: write samples into it"),
    ]:
        samples.unlink() if content is None else samples.write_bytes(content)
        told = run("check", "slips.venusian", status=1).out
        assert expected in told
        assert "badwords.txt, line 2: '*' would match any word" in told
        assert "the samples under [badwords] have 0 lines + word: write at least 5" in told


def test_problems_are_told() -> None:
    italian = load_language("italian")
    samples = Samples(
        {
            "informals": {"match": ["casa"], "no_match": ["hahaha"]},
            "jokes": {"match": [], "no_match": []},
        },
        clean="Roma, hahaha, e la capitale",
        people=("I rom, hahaha, vivono in molti paesi.",),
    )
    assert check_language(italian, samples) == [
        "there are samples for jokes, but no such list: the lists are badwords, informals, words_to_watch",
        "the samples under [badwords] have 0 lines + word: write at least 5",
        "the samples under [badwords] have 0 lines - word: write at least 3",
        "the samples under [informals] have 1 line + word: write at least 5",
        "the samples under [informals] have 1 line - word: write at least 3",
        'informals do not match the sample "casa"',
        'informals match "hahaha" in "hahaha", which they should not',
        'informals match "hahaha" in the clean passage',
        'informals match "hahaha" in a neutral sentence about people',
        "the clean passage has 27 letters: write at least 100 under [clean]",
    ]


def test_check_command(run, tmp_path: Path) -> None:
    assert run("check", "italian").out == "italian: all is well\n"
    assert run("check", "basque").out == "basque: all is well\n"  # no list that needs samples
    path = tmp_path / "samples.txt"
    path.write_text("[badwords]\n+ pane\n", encoding="utf-8")
    done = run("check", "it", "--samples", path, status=1)
    assert 'badwords do not match the sample "pane"' in done.out.splitlines()


def test_all_problems_of_lists_are_told_at_once(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    run("new", "qaa", "--name", "martian", "--directory", "checked")
    lists = tmp_path / "checked" / "assets" / "qaa"
    (lists / "badwords.txt").write_text("zork\n/(a/\n/b[/\n*\nZork\n/a++*/\n/d\\\\q\\/\n", encoding="utf-8")
    (lists / "stopwords.txt").write_text("ut\nak\nut\n", encoding="utf-8")
    told = run("check", "checked.martian", status=1).out
    for expected in (
        "badwords.txt, line 2: /(a/ is not a valid regular expression: the ( at character 2 is never closed",
        "badwords.txt, line 3: /b[/ is not a valid regular expression: the [ at character 3 is never closed",
        "badwords.txt, line 4: '*' would match any word",
        "badwords.txt, line 5: 'Zork' is in line 1 already: remove it",
        "badwords.txt, line 6: /a++*/ is not a valid regular expression: the ",
        "badwords.txt, line 7: ",
        "stopwords.txt, line 3: 'ut' is in line 1 already: remove it",
        "informals have no entries: write one word per line into checked/assets/qaa/informals.txt",
        "the samples under [badwords] have 0 lines + word",
        "the clean passage has 0 letters",
    ):
        assert expected in told
    assert "subpattern" not in told
    assert len(told.splitlines()) == len(set(told.splitlines()))
