"""Which entry of a list is behind a match, and showing it."""

from __future__ import annotations

import io
import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revscoring.languages import english, hindi, italian
from revscoring.languages.lists.notation import parse_entries
from revscoring.languages.workshop.attribution import EntryFinder, Found, finder_of
from revscoring.languages.workshop.catalogue import load_language, match_sets
from revscoring.utilities.languages.try_ import Mark, find_marks, marked


def finder(*lines: str, **options) -> EntryFinder:
    return EntryFinder(parse_entries(lines, source="test"), **options)


def test_the_first_entry_that_matches_is_named() -> None:
    found = list(finder("dumb*", "dumbo", "~dumb", "dumb ass").find("Dumbo! duuumb dumb ass"))
    assert found == [Found(0, 5, "Dumbo", 0), Found(7, 13, "duuumb", 2), Found(14, 18, "dumb", 0)]


def test_an_entry_must_match_as_much_as_was_found() -> None:
    assert [match.entry for match in finder("/dumb(?= x)/", "dumb ass", "dumb").find("dumb ass dumb x")] == [
        1,
        0,
    ]


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
    finder = finder_of(italian.informals, "informals", (parse_entries(["ha"], source="x"), "mine.txt"))
    files = {match.text: finder.file_of(match.entry) for match in finder.find("hahaha, Roma ha")}
    assert files == {"hahaha": "revscoring/languages/assets/it/informals.txt", "ha": "mine.txt"}
    assert finder.matches("ha") and not finder_of(italian.informals, "informals").matches("ha")


def test_lists_that_are_no_files() -> None:
    from revscoring.languages.features import RegexMatches

    own = RegexMatches("own", ["ab+", "b"], exclusions=["abbb"])
    finder = finder_of(own, "own")
    assert [(match.text, finder.entries[match.entry].text) for match in finder.find("abb b abbb")] == [
        ("abb", "ab+"),
        ("b", "b"),
    ]


def test_marks_overlap_in_one_bracket() -> None:
    marks = [Mark(0, 4, "", "badwords", "", "", 1), Mark(2, 6, "", "informals", "", "", 1), Mark(8, 9, "", "idioms", "", "", 1)]  # fmt: skip
    assert marked("abcdefghij", marks, colour=False) == "[abcdef]gh[i]j"
    assert marked("abcdefghij", marks, colour=True).count("\x1b[0m") == 2
    assert marked("abc", [], colour=True) == "abc"


def test_traditional_characters_are_marked_where_they_stand() -> None:
    text, marks = find_marks(load_language("zh"), "她是賤人")
    assert (text, [(mark.start, mark.end) for mark in marks]) == ("她是賤人", [(2, 4)])


def test_vowel_signs_stay_in_the_mark() -> None:
    text, marks = find_marks(hindi, "वह चूतिया है")
    assert marked(text, marks, colour=False) == "वह [चूतिया] है"


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
    assert {(mark["text"], mark["set_name"]) for mark in found} >= {("idiots", "badwords")}
    assert set(found[0]) == {"start", "end", "text", "set_name", "entry", "file", "line"}


def test_lone_surrogates_are_printed(run) -> None:
    assert run("try", "english", "\ud800 idiot").out.startswith("\ufffd [idiot]\n")
