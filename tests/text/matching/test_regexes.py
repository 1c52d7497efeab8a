"""`RegexMatcher`: examples, and the law that it finds what a plain search for the joined patterns finds."""

from __future__ import annotations

import pickle
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.text import cache
from revscoring.text.matching import RegexMatcher, fold, lower
from revscoring.text.tokens.chunks import split_chunks

from ..strategies import any_text, wikitext

REGEXES = [
    r"th(e|is)", r"c+a+t+s?", r"ca(t|r) sat", r"\w+ism", r"a\s+b", r"(?:ha[ -]?){2,}", r"[s$5]h[i1!]t", r"don'?t", r"o?ne( two)?", r"word\w*",
    r"(?!12\b)[1l]2", r"éÉ|é", r"['’]s", r"(a|b c)(d|\se)?", r"x?y?z", r"foo\b.bar", r"(?:(?:big|my)\s+)?cats", r"हिन्\w*", r"ſtop", r"K", "σοφ[οό]ς", "β+ε", r"ΐ\w*", "ѣт", r"(?P<twin>a)(?P=twin)",
]  # fmt: skip
WORDS = ["the", "This", "cat", "caaats", "car", "sat", "sh1t", "$h1t", "SH!T", "don't", "dont", "one two", "haha", "ha ha-ha", "word", "12", "l2", "é", "big cats", "my  cats", "foo bar", "ad", "b c e", "z", "xyz", "हिन्दी", "aa", "stop", "k", "ΣΟΦΟΣ", "σοφόσ", "ϐϵ", "Βε", "ΐα", "ᲇт", "Ѣᲄ", "ı", "racism", " ", "  ", "\n", "\n\n", ".", "-", "'s", "’s", "!"]  # fmt: skip
#: Patterns on how they go on, or on what stands around them.
PHRASES = ["is a fool", "is", r"fool(?:ish)?", "a", r"f\W?o\W?o\W?l", r"you\s+are", "you", r"are\s+you\s+ok", "it['’]s", "(?<!no )fool x", "a fool(?! is)", r"(?<=-)ok", r"\w*oo\w*", r"o\W+k\b", "(?-i:You)", r"c\+", "is|you", "ok(?=[.]x)", r"\w*(?:oo(?!l)|re\b|x)\w*"]  # fmt: skip
PHRASE_WORDS = ["is", "a", "fool", "foolish", "f.o.o.l", "you", "You", "are", "ok", "it's", "x", "no", "\n\n", "\n", ",", "-", "c+", "is a fool", "a fool", "are you ok"]  # fmt: skip
#: Letters that are one with others if case is ignored, in `re` or in `regex`, and signs of other classes.
ODD = ["ab", "b+", "[cd]e?", "ſt", "K", "İx", "ı", "(?:ha){2,}", "a b", r"c(?!d)", r"(?<=b)a", "漢+", "ß", "ıi", "[h-ı]x", "ἀι", r"\w²", r"a\W\w", r"x\Sx?", r"\d+e", "ﬅ", "c[^\\w]d", "[İ-ı]+b", r"\w*(?:İx|s)", r"\w*(?:h|t?)", r"\w{1,}(?:²|ss?)\w*", r"\w*(?:²|c*(?!x)*)+"]  # fmt: skip
ODD_LETTERS = "abcdeſsStTkKiIİıxXhH ß漢\n\u0345ἀι²٣\u0301ﬆ\x1c"
WRAPPINGS = [(r"\b", r"\b"), (r"(?<![\w\u0300-\u036f])", r"(?![\w\u0300-\u036f])"), None, (r"(?:^|\W)", r"(?:$|\W)"), ("<", ">")]  # fmt: skip


def search(matcher: RegexMatcher, text: str) -> list[tuple[int, int]]:
    """Return what a plain search finds."""
    before, after = matcher.wrapping or ("", "")
    joined, excluded = (
        re.compile(f"{before}({'|'.join(regexes or ['(?!)'])}){after}", matcher.flags)
        for regexes in (matcher.regexes, matcher.exclusions)
    )
    found, offset = [], 0
    for piece in split_chunks(text) if matcher.by_paragraph else [text]:
        matches = joined.finditer(piece)
        found += [(offset + m.start(1), offset + m.end(1)) for m in matches if not excluded.match(m[1])]
        offset += len(piece)
    return found


def lists(regexes: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(regexes), min_size=1, max_size=8, unique=True)


def of_words(words: list[str]) -> st.SearchStrategy[str]:
    chosen = st.lists(st.sampled_from(words), max_size=30)
    return chosen.map("".join) | chosen.map(" ".join)


@given(
    lists(REGEXES) | lists(PHRASES) | lists(ODD),
    st.lists(st.sampled_from([*REGEXES, "are"]), max_size=2, unique=True),
    of_words(WORDS) | of_words(PHRASE_WORDS) | st.text(ODD_LETTERS, max_size=30) | wikitext | any_text,
    st.sampled_from(WRAPPINGS),
    st.booleans(),
    st.sampled_from([re.IGNORECASE, 0, re.IGNORECASE | re.DOTALL | re.MULTILINE, re.IGNORECASE | re.ASCII]),
)
def test_matches_are_those_of_a_plain_search(
    regexes: list[str],
    exclusions: list[str],
    text: str,
    wrapping: tuple[str, str] | None,
    by_paragraph: bool,
    flags: int,
) -> None:
    matcher = RegexMatcher(regexes, flags, wrapping, exclusions, by_paragraph)
    expected = search(matcher, text)
    assert list(matcher.spans(text)) == expected
    assert matcher.findall(text) == [text[start:end] for start, end in expected]
    assert matcher.count(text) == Counter([lower(text[start:end]) for start, end in expected])


@given(lists(PHRASES), of_words(PHRASE_WORDS), of_words(PHRASE_WORDS))
def test_what_was_found_out_about_words_does_not_depend_on_the_text(
    regexes: list[str], earlier: str, text: str
) -> None:
    matcher = RegexMatcher(regexes, by_paragraph=True)
    for each in (earlier, text, earlier):
        assert list(matcher.spans(each)) == search(matcher, each)


def test_forgetting_what_is_known_about_words_does_not_change_matches() -> None:
    text = "You are a fool. IS IT's f-o-o-l? foolish, you are ok; are you ok"
    matcher = RegexMatcher(PHRASES)
    expected = search(matcher, text)
    for _ in range(2):
        assert list(matcher.spans(text)) == expected
        cache.clear()


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


def test_a_paragraph_break_ends_what_matches_by_paragraph() -> None:
    assert RegexMatcher([r"a\s+b"]).findall("a\n\nb") == ["a\n\nb"]
    assert RegexMatcher([r"a\s+b"], by_paragraph=True).findall("a\n\nb, a\nb") == ["a\nb"]


def test_matchers_pickle_and_compare_by_definition() -> None:
    matcher = RegexMatcher(["a", "b"], exclusions=["c"])
    matcher.findall("a")
    again = pickle.loads(pickle.dumps(matcher))
    assert again == matcher and hash(again) == hash(matcher)
    assert matcher != RegexMatcher(["a"]) and matcher != "a"


@pytest.mark.parametrize(
    ("regex", "within"),
    [("a b", True), (r"a\s", False), ("a$", False), (r"\bx\b", True), (r"[^a]", False), (r"[^\s]", True), (r"\W", False), (".", True), (r"(?=\n)", False), (r"a(?!\w)", True), (r"\D", False), (r"\x0a", False), (r"a\.", True)],
)  # fmt: skip
def test_which_patterns_stay_within_a_paragraph(regex: str, within: bool) -> None:
    assert RegexMatcher([regex]).within_chunks is within
    assert RegexMatcher([regex], by_paragraph=True).within_chunks


def test_what_re_takes_for_the_same_is_folded_to_the_same() -> None:
    characters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    cased = [c for c in characters if c.lower() != c or c.upper() != c or c.casefold() != c]
    together = "".join(cased)
    for char in cased:
        assert {fold(same) for same in re.findall(re.escape(char), together, re.IGNORECASE)} == {fold(char)}
