"""Where matches begin and end, and matching by first characters."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.text.matching.first_characters import FirstCharacterMatcher
from revscoring.text.matching.matcher import PhraseMatcher, RegexMatcher

APART = ["ab", "b+", "[cd]e?", "ſt", "K", "İx", "(?:ha){2,}", "a b", r"c(?!d)", r"(?<=b)a", "漢+", "ß", "ıi"]
texts = st.text("abcdeſsStTkKiIİıxXhH ß漢\n", max_size=30)


@given(st.lists(st.sampled_from(APART), min_size=1, max_size=8, unique=True), texts)
def test_matching_by_first_characters_equals_the_search(regexes: list[str], text: str) -> None:
    matcher = FirstCharacterMatcher(regexes, re.IGNORECASE)
    assert matcher.usable
    expected = [found.span() for found in re.finditer("|".join(regexes), text, re.IGNORECASE)]
    assert [found.span() for found in matcher.finditer(text)] == expected


@pytest.mark.parametrize("regex", ["a*", r"\w", ".", r"(a)\1", r"(?P<x>a)(?P=x)", "(a)?b(?(1)c|d)"])
def test_what_begins_anyhow_or_refers_to_groups_is_searched_for(regex: str) -> None:
    assert not FirstCharacterMatcher(["b", regex], re.IGNORECASE).usable


@given(texts)
def test_spans_are_those_of_the_matches(text: str) -> None:
    for matcher in (
        RegexMatcher(["ab?", "h+", "c"], exclusions=["ab"], by_paragraph=True),
        RegexMatcher(["ab?", "h+", "c"], exclusions=["ab"], wrapping=None),
    ):
        assert [text[start:end] for start, end in matcher.spans(text)] == matcher.findall(text)


def test_spans_of_phrases() -> None:
    text = "İ Of THE x"
    assert [text[start:end] for start, end in PhraseMatcher(["of the"]).spans(text)] == ["Of THE"]
    assert list(PhraseMatcher([]).spans(text)) == []
    assert list(RegexMatcher([]).spans(text)) == []
