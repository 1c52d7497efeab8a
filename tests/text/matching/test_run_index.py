"""The runs of a text and their places, and matches that are looked for only where they may begin."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.text.matching import runs
from revscoring.text.matching.heads import ByBeginning
from revscoring.text.matching.matcher import RegexMatcher, lower
from revscoring.text.matching.run_index import Pieces, RunIndex, run_index
from revscoring.text.tokens import split_chunks

from ..strategies import any_text

PHRASES = ["is a fool", "is", r"fool(?:ish)?", "a", r"f\W?o\W?o\W?l", r"you\s+are", "you", r"are\s+you\s+ok", "it['’]s", "(?<!no )fool x", "a fool(?! is)"]  # fmt: skip
WORDS = ["is", "a", "fool", "foolish", "f.o.o.l", "you", "You", "are", "ok", "it's", "x", "no", "\n\n", "\n", ",", "-"]  # fmt: skip
texts = st.lists(st.sampled_from([*WORDS, "is a fool", "a fool", "are you ok"]), max_size=30).map(" ".join)


@given(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=8, unique=True), texts, texts, st.booleans())
def test_counting_where_matches_may_begin_equals_the_search(
    regexes: list[str], earlier: str, text: str, by_paragraph: bool
) -> None:
    matcher = RegexMatcher(regexes, exclusions=["are"], by_paragraph=by_paragraph)
    assert matcher.findall(earlier) == matcher.search(earlier)
    assert matcher.count(text) == Counter(map(lower, matcher.search(text)))


@given(any_text | texts)
def test_runs_and_places(text: str) -> None:
    index = RunIndex(r"\w", text)
    pieces = Pieces(split_chunks(text))
    found = list(re.finditer(r"\w+", text))
    assert index.counts == Counter([run.group() for run in found])
    assert index.length == len(found)
    assert index.at(len(found)) == ""
    wanted = {"a", "is", "fool"}
    places = [i for i, run in enumerate(found) if run.group() in wanted]
    assert index.places(wanted) == places
    assert index.places(wanted, {"a"}) == [i for i in places if index.at(i + 1) == "a"]
    for place, run in enumerate(found):
        assert (index.at(place), index.start(place)) == (run.group(), run.start())
        assert index.first_from(place, run.end()) == place + 1
        assert index.first_from(0, run.start()) == place
        piece, offset = pieces.at(run.start())
        assert piece.startswith(run.group(), run.start() - offset)
        assert text.startswith(piece, offset)


def test_the_index_of_a_text_is_kept() -> None:
    assert run_index(r"\w", "a\n\nb") is run_index(r"\w", "a\n\nb")


def test_bounds_of_what_is_kept_about_runs_do_not_change_matches(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "You are a fool. IS IT's f-o-o-l? foolish, you are ok; are you ok"
    expected = Counter(map(lower, RegexMatcher(PHRASES).search(text)))
    monkeypatch.setattr(runs, "_MANY_ROLES", 2)
    monkeypatch.setattr(ByBeginning, "MANY", 3)
    matcher = RegexMatcher(PHRASES)
    assert matcher.count(text) == matcher.count(text) == expected
    assert matcher._runs is not None
    assert len(matcher._runs.with_role) <= 2 and len(matcher._runs.plain_second) <= 2
    assert len(matcher._runs.filed._found) <= 3
