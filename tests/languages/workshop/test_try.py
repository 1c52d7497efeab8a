"""Which entry of a list is behind a match, and showing it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revscoring.languages import english, hindi, italian
from revscoring.languages.lists import parse_entries
from revscoring.languages.workshop import EntryFinder, Found, Source, finder_of, load_language, match_sets
from revscoring.utilities.languages.try_ import find_all, mark


def sources(*lines: str, set_name: str = "", file: str = "") -> list[Source]:
    return [Source(entry, set_name, file) for entry in parse_entries(lines, source="test")]


def finder(*lines: str, **options) -> EntryFinder:
    return EntryFinder(sources(*lines), **options)


def test_the_first_entry_that_matches_is_named() -> None:
    listed = sources("dumb*", "dumbo", "~dumb", "dumb ass")
    assert list(EntryFinder(listed).find("Dumbo! duuumb dumb ass")) == [
        Found(0, 5, "Dumbo", listed[0]),
        Found(7, 13, "duuumb", listed[2]),
        Found(14, 18, "dumb", listed[0]),
    ]


def test_an_entry_must_match_as_much_as_was_found() -> None:
    matches = finder("/dumb(?= x)/", "dumb ass", "dumb").find("dumb ass dumb x")
    assert [match.source.entry.line for match in matches] == [2, 1]


def test_places_count_from_the_beginning_of_the_text() -> None:
    text = "one\n\nno dumb\n\n\ndumb"
    assert [(match.start, text[match.start : match.end]) for match in finder("dumb").find(text)] == [
        (8, "dumb"),
        (15, "dumb"),
    ]


def test_exclusions_and_no_boundaries() -> None:
    assert [match.text for match in finder("dum*", exclusions=["dumpling"]).find("dumb dumpling")] == ["dumb"]
    assert [match.start for match in finder("笨蛋", "笨", wrapping=None).find("大笨蛋笨")] == [1, 3]


WORDS = [
    "fuck",
    "stuuupid",
    "omg",
    "you",
    "kick the bucket",
    "legendary",
    "\n\n",
    "the",
    "$h1t",
    "LOL",
    "a",
    ".",
]


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
@settings(max_examples=30)
def test_matches_are_those_of_the_feature_sets(text: str) -> None:
    for name, found in match_sets(english).items():
        matches = [match.text for match in finder_of(found, name).find(text)]
        process = found.revision.datasources.matches.process
        expected = process(text)
        assert [match.lower() for match in matches] == [match.lower() for match in expected]


def test_entries_of_sets_know_their_files() -> None:
    finder = finder_of(italian.informals, "informals", sources("ha", file="mine.txt"))
    files = {match.text: match.source.file for match in finder.find("hahaha, Roma ha")}
    assert files == {"hahaha": "revscoring/languages/assets/it/informals.txt", "ha": "mine.txt"}
    assert finder.matches("ha") and not finder_of(italian.informals, "informals").matches("ha")


def test_lists_that_are_no_files() -> None:
    from revscoring.languages.features import RegexMatches

    own = RegexMatches("own", ["ab+", "b"], exclusions=["abbb"])
    finder = finder_of(own, "own")
    assert [(match.text, match.source.entry.text) for match in finder.find("abb b abbb")] == [
        ("abb", "ab+"),
        ("b", "b"),
    ]


def test_marks_overlap_in_one_bracket() -> None:
    places = (("badwords", 0, 4), ("informals", 2, 6), ("idioms", 8, 9))
    matches = [Found(start, end, "", *sources("x", set_name=name)) for name, start, end in places]
    assert mark("abcdefghij", matches, colour=False) == "[abcdef]gh[i]j"
    assert mark("abcdefghij", matches, colour=True).count("\x1b[0m") == 2
    assert mark("abc", [], colour=True) == "abc"


def test_traditional_characters_are_marked_where_they_stand() -> None:
    text, matches = find_all(load_language("zh"), "她是賤人")
    assert (text, [(found.start, found.end) for found in matches]) == ("她是賤人", [(2, 4)])


def test_vowel_signs_stay_in_the_mark() -> None:
    text, matches = find_all(hindi, "वह चूतिया है")
    assert mark(text, matches, colour=False) == "वह [चूतिया] है"


def test_try_prints_marks_and_entries(run) -> None:
    lines = run("try", "it", "Roma ha riso: HAHAHA").out.splitlines()
    assert lines[0] == "Roma ha riso: [HAHAHA]"
    assert lines[2].startswith("informals: 'HAHAHA' by /")
    path, _, number = lines[2].rpartition("(")[2].rstrip(")").rpartition(":")
    assert path == "revscoring/languages/assets/it/informals.txt"
    assert int(number) > 0
    assert run("try", "it", "Roma").out.splitlines()[-1] == "no match"


def test_try_reads_standard_input_and_writes_json(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("you idiots\n"))
    found = [json.loads(line) for line in run("try", "english", "-", "--json").out.splitlines()]
    assert {(match["text"], match["set_name"]) for match in found} >= {("idiots", "badwords")}
    assert set(found[0]) == {"start", "end", "text", "set_name", "entry", "file", "line"}


def test_lone_surrogates_are_printed(run) -> None:
    assert run("try", "english", "\ud800 idiot").out.startswith("\ufffd [idiot]\n")


def test_a_list_that_cannot_be_read_is_told_in_plain_words(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    run("new", "qac", "--name", "plutonian", "--directory", "unread")
    (tmp_path / "unread" / "assets" / "qac" / "badwords.txt").write_text("zork\n*\n", encoding="utf-8")
    told = run("try", "unread.plutonian", "zork", status=2).err
    assert told.endswith("badwords.txt, line 2: '*' would match any word: write some letters before *\n")
    assert "ValueError" not in told
