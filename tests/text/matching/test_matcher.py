"""Matchers: examples, and the law that the fast ways equal the plain search."""

from __future__ import annotations

import pickle
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.text.matching.heads import ENDS, Head, beginnings_of_run, fold, is_simple
from revscoring.text.matching.matcher import PhraseMatcher, RegexMatcher, lower
from revscoring.text.matching.pattern_source import source_of_pattern
from revscoring.text.matching.patterns import first_characters, sre_parse, stays_within_chunks
from revscoring.text.matching.shapes import shape_of

from ..strategies import any_text, wikitext

REGEXES = [
    r"th(e|is)", r"c+a+t+s?", r"ca(t|r) sat", r"\w+ism", r"a\s+b", r"(?:ha[ -]?){2,}", r"[s$5]h[i1!]t", r"don'?t", r"o?ne( two)?", r"word\w*",
    r"(?!12\b)[1l]2", r"éÉ|é", r"['’]s", r"(a|b c)(d|\se)?", r"x?y?z", r"foo\b.bar", r"(?:(?:big|my)\s+)?cats", r"हिन्\w*", r"ſtop", r"K", "σοφ[οό]ς", "β+ε", r"ΐ\w*", "ѣт", r"(?P<twin>a)(?P=twin)",
]  # fmt: skip
WORDS = ["the", "This", "cat", "caaats", "car", "sat", "sh1t", "$h1t", "SH!T", "don't", "dont", "one two", "haha", "ha ha-ha", "word", "12", "l2", "é", "big cats", "my  cats", "foo bar", "ad", "b c e", "z", "xyz", "हिन्दी", "aa", "stop", "k", "ΣΟΦΟΣ", "σοφόσ", "ϐϵ", "Βε", "ΐα", "ᲇт", "Ѣᲄ", "ı", "racism", " ", "  ", "\n", "\n\n", ".", "-", "'s", "’s", "!"]  # fmt: skip
texts = st.lists(st.sampled_from(WORDS), max_size=30).map("".join) | st.lists(
    st.sampled_from(WORDS), max_size=30
).map(" ".join)
lists = st.lists(st.sampled_from(REGEXES), min_size=1, max_size=6, unique=True)


@given(
    lists,
    st.lists(st.sampled_from(REGEXES), max_size=2, unique=True),
    texts | wikitext | any_text,
    st.booleans(),
)
def test_matching_by_runs_equals_the_search(regexes: list[str], exclusions: list[str], text: str, by_paragraph: bool) -> None:  # fmt: skip
    matcher = RegexMatcher(regexes, exclusions=exclusions, by_paragraph=by_paragraph)
    expected = matcher.search(text)
    assert matcher.findall(text) == expected
    assert matcher.count(text) == Counter(map(lower, expected))


@given(lists, texts | wikitext)
def test_matching_by_runs_in_scripts_with_vowel_signs(regexes: list[str], text: str) -> None:
    wrapping = (r"(?<![\w\u0900-\u0963])", r"(?![\w\u0900-\u0963])")
    matcher = RegexMatcher(regexes, wrapping=wrapping)
    assert matcher.run_class == r"\w\u0900-\u0963"
    assert matcher.findall(text) == matcher.search(text)


@given(lists, texts)
def test_matching_without_boundaries_equals_the_search(regexes: list[str], text: str) -> None:
    matcher = RegexMatcher(regexes, wrapping=None)
    plain = re.compile(f"({'|'.join(regexes)})", re.IGNORECASE)
    assert matcher.findall(text) == [match.group(1) for match in plain.finditer(text)]


def test_the_first_alternative_wins() -> None:
    assert RegexMatcher(["cat", "cat sat"]).findall("cat sat") == ["cat"]
    assert RegexMatcher(["cat sat", "cat"]).findall("cat sat") == ["cat sat"]


def test_exclusions_drop_what_they_begin() -> None:
    assert RegexMatcher([r"an\w*"], exclusions=["and"]).findall("an and andes") == ["an", "andes"]


def test_boundaries_that_take_a_separator_miss_every_second_match() -> None:
    taken = (r"(?:^|[^\w])", r"(?:$|[^\w])")
    assert RegexMatcher(["x"], wrapping=taken).findall("x x x x") == ["x", "x"]
    around = (r"(?<![\w])", r"(?![\w])")
    assert RegexMatcher(["x"], wrapping=around).findall("x x x x") == ["x"] * 4


def test_no_patterns_match_nothing() -> None:
    assert RegexMatcher([]).findall("text") == []
    assert RegexMatcher([]).count("text") == {}
    assert PhraseMatcher([]).findall("text") == []


def test_a_paragraph_break_ends_what_matches_by_paragraph() -> None:
    assert RegexMatcher([r"a\s+b"]).findall("a\n\nb") == ["a\n\nb"]
    assert RegexMatcher([r"a\s+b"], by_paragraph=True).findall("a\n\nb, a\nb") == ["a\nb"]


@pytest.mark.parametrize(
    ("phrases", "text", "found"),
    [
        (["of the", "the"], "of the theory", ["of the"]),
        (["of", "of the"], "Of The", ["of the"]),
        (["don't"], "I DON'T", ["don't"]),
        (["el"], "del el elx _el ñel", ["el", "el"]),
        (["не"], "нет не", ["не", "не"]),  # boundaries are ASCII letters, digits and underscores
        (["C++"], "c++ and C+++", ["C++", "C++"]),
    ],
)
def test_phrases(phrases: list[str], text: str, found: list[str]) -> None:
    assert PhraseMatcher(phrases).findall(text) == found


def test_phrases_may_tell_case_apart_and_leave_some_out() -> None:
    assert PhraseMatcher(["Of", "the"], case_sensitive=True).findall("of Of THE the") == ["Of", "the"]
    assert PhraseMatcher(["of", "the"], exclusions=["of"]).findall("of the") == ["the"]


def test_matchers_pickle_and_compare_by_definition() -> None:
    matcher = RegexMatcher(["a", "b"], exclusions=["c"])
    matcher.findall("a")
    again = pickle.loads(pickle.dumps(matcher))
    assert again == matcher and hash(again) == hash(matcher)
    assert matcher != RegexMatcher(["a"]) and matcher != "a"
    phrases = PhraseMatcher(["a b"])
    assert pickle.loads(pickle.dumps(phrases)) == phrases


@pytest.mark.parametrize(
    ("regex", "within"),
    [("a b", True), (r"a\s", False), ("a$", False), (r"\bx\b", True), (r"[^a]", False), (r"[^\s]", True), (r"\W", False), (".", True), (r"(?=\n)", False), (r"a(?!\w)", True), (r"\D", False)],
)  # fmt: skip
def test_which_patterns_stay_within_a_paragraph(regex: str, within: bool) -> None:
    assert stays_within_chunks(regex, re.IGNORECASE) is within


@pytest.mark.parametrize("regex", [r"a{0,2}", "", r"(?:ab)?"])
def test_what_may_be_empty_is_loose(regex: str) -> None:
    assert shape_of(regex, 0, r"\w").loose


def test_first_characters_are_those_of_all_alternatives() -> None:
    assert first_characters(r"(?:ab|[cd])e|f?g", 0) == set("acdfg")
    assert first_characters(r"\w", 0) is None


@pytest.mark.parametrize(
    ("regex", "whole", "beginnings"),
    [
        ("ab+c", True, {"abb", "abc"}),
        ("A?[bc]d", False, {"abd", "acd", "bd", "cd"}),
        ("a?[bc]d", True, {"abd", "acd", "bd\0", "cd\0"}),
        ("(?:big|small)", False, {"big", "sma"}),
        (r"\w*x", True, {"", "x\0"}),
        (r"ab\w*", True, {"ab", "ab\0"}),
        (r"(?:ab){2,}c*", True, {"aba"}),
        (r"a*(?:b|$)", True, {"\0", "a\0", "aa\0", "aaa", "b\0", "ab\0", "aab"}),
        (r"(?!x)a[^b]", True, {"a"}),
        ("a\u017f", True, {"as\0"}),
        ("a\u0131", True, {"a"}),
        ("[a-z]{2}", True, set("abcdefghijklmnopqrstuvwxyz")),
    ],
)
def test_beginnings_of_runs(regex, whole, beginnings):
    assert beginnings_of_run(sre_parse.parse(regex), whole) == beginnings


_PIECES = st.sampled_from(
    ["a", "b", "c", "[ab]", "b+", "c*", "a?", "[bc]{1,2}", "(?:ab|c)", "(a)", r"\w", "bb?"]
)


@given(st.lists(_PIECES, min_size=1, max_size=5), st.text("abc", min_size=1, max_size=6))
def test_runs_that_fulfil_a_head_are_those_that_it_may_be(pieces, run):
    regex = "".join(pieces)
    for whole in (True, False):
        head = Head(regex, sre_parse.parse(regex), whole)
        if (re.fullmatch if whole else re.match)(regex, run):
            assert head.may_be(run)
            beginnings = {run[:length] for length in range(4)} | ({run + ENDS} if len(run) < 3 else set())
            assert beginnings & set(head.beginnings)
        # What is written of a part of a pattern is the same pattern.
        assert bool(re.match(source_of_pattern(sre_parse.parse(regex)), run)) == bool(re.match(regex, run))


def test_folded_strings_are_equal_where_one_matches_the_other_case_ignored() -> None:
    characters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    cased = [c for c in characters if is_simple(c) and (c.lower() != c or c.upper() != c or fold(c) != c)]
    alike: dict[str, set[str]] = {}
    for char in cased:
        alike.setdefault(fold(char), set()).add(char)
    together = "".join(cased)
    for folded, group in alike.items():
        if len(group) > 2 or not folded.isascii():
            for pattern in (re.escape(folded), f"[{re.escape(folded)}]"):
                assert set(re.findall(pattern, together, re.IGNORECASE)) == group
