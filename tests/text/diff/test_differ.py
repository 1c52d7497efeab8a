"""Segments and the differ: examples, and the law that a diff applied to the parent gives the text."""

from __future__ import annotations

import copy
import difflib
import pickle
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from revscoring.errors import LimitExceeded
from revscoring.text._compiled import compiled
from revscoring.text.counts import analyze
from revscoring.text.diff import differ, edit_between
from revscoring.text.limits import current
from revscoring.text.tokens import (
    MatchableSegment,
    Segment,
    Token,
    lex,
    segment,
    segment_chunks,
    split_chunks,
    supply_tokens,
    tokenize,
)

from ..markup.markup_cases import PAGES, real_pages
from ..strategies import any_text, edits, wikitext

_matching: Any = compiled("diff._matching")
needs_matching = pytest.mark.skipif(_matching is None, reason="not compiled: no compiler at installation")


def tree(part: object) -> object:
    if not isinstance(part, Segment):
        return part
    return ("M" if isinstance(part, MatchableSegment) else "W", [tree(inner) for inner in part.parts])


def diff(old: str, new: str) -> list[tuple[str, int, int, int, int]]:
    return [tuple(step) for step in differ.diff(segment(lex(old)), segment(lex(new)))]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One two three. Four five.", ["One two three.", "Four five."]),
        ("No. 5 is odd.", ["No. 5 is odd."]),  # a sentence has three tokens that are not white
        ("He (Mr. A. B. Smith) ran. Then", ["He (Mr. A. B. Smith) ran.", "Then"]),
        ("a b c [open. d e f.", ["a b c [open. d e f."]),
        ("a b c.\n\nd e f.", ["a b c.", "d e f."]),
        ("{| a b. c d e. f\n\ng", ["{| a b. c d e. f\n\ng"]),  # a table takes the rest of the text
        ("x y {| a b. c", ["x y {|", "a b.", "c"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    found = [str(s) for p in segment(lex(text)) if isinstance(p, MatchableSegment) for s in p.parts if isinstance(s, MatchableSegment)]  # fmt: skip
    assert found == sentences


def test_segments_are_a_tree_of_paragraphs_sentences_and_white_space() -> None:
    shown = [tree(part) for part in segment(lex(" a b c. d\n\ne"))]
    assert shown == [
        ("W", [" "]),
        ("M", [("M", ["a", " ", "b", " ", "c", "."]), ("W", [" "]), ("M", ["d"])]),
        ("W", ["\n\n"]),
        ("M", [("M", ["e"])]),
    ]


def test_segments_know_where_they_are() -> None:
    parts = segment(lex("a b c. d\n\ne"))
    assert [(part.start, part.end) for part in parts] == [(0, 8), (8, 9), (9, 10)]


def test_a_moved_sentence_is_neither_added_nor_removed() -> None:
    steps = diff(
        "This is some text.  This is some other text.", "This is some other text.  This is some text."
    )
    assert steps == [("equal", 9, 19, 0, 10), ("insert", 0, 0, 10, 11), ("equal", 0, 8, 11, 19), ("delete", 8, 9, 19, 19)]  # fmt: skip


def test_a_copied_sentence_is_not_added() -> None:
    edit = edit_between(analyze("Some words here. More of them."), analyze("Some words here. Some words here. More of them."))  # fmt: skip
    assert ["".join(run) for run in edit.tokens_added] == [" "]


@given(edits())
def test_applying_a_diff_to_the_parent_gives_the_text(texts: tuple[str, str]) -> None:
    a, b = (lex(text) for text in texts)
    operations = differ.diff(segment(a), segment(b))
    assert differ.apply(operations, a, b) == b


@given(edits() | st.tuples(wikitext, wikitext) | st.tuples(any_text, any_text))
def test_the_edit_equals_the_insertions_and_deletions_of_the_diff(texts: tuple[str, str]) -> None:
    a, b = (lex(text) for text in texts)
    operations = differ.diff(segment(a), segment(b))
    edit = edit_between(analyze(texts[0]), analyze(texts[1]))
    assert edit.tokens_added == [b[o.b1 : o.b2] for o in operations if o.name == "insert"]
    assert edit.tokens_removed == [a[o.a1 : o.a2] for o in operations if o.name == "delete"]


@given(st.lists(st.integers(0, 6), max_size=300), st.lists(st.integers(0, 6), max_size=300))
def test_opcodes_are_those_of_difflib(a: list[int], b: list[int]) -> None:
    expected = difflib.SequenceMatcher(None, a, b).get_opcodes()
    assert [tuple(code) for code in differ.opcodes(a, b)] == expected


@st.composite
def _edited_rows(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Rows of few different tokens, some of them frequent, and the same with changes."""
    row = draw(st.lists(st.integers(0, 4), min_size=1, max_size=8))
    cells = draw(st.lists(st.integers(0, 60), max_size=60))
    a = [token for cell in cells for token in [*row[: cell % 8 + 1], cell]]
    b = list(a)
    for place, cut, new in draw(
        st.lists(st.tuples(st.integers(0, 500), st.integers(0, 6), st.lists(st.integers(0, 9), max_size=3)))
    ):
        b[place : place + cut] = new
    return a, b


@needs_matching
@settings(max_examples=300, deadline=None)
@given(
    st.one_of(_edited_rows(), st.tuples(*[st.lists(st.integers(0, 2), max_size=n) for n in (60, 300)])),
    st.booleans(),
    st.sampled_from([1, 5, 4_000_000]),
)
def test_matching_is_that_of_difflib(
    sides: tuple[list[int], list[int]], autojunk: bool, most_runs: int
) -> None:
    """However few runs fit into memory."""
    a, b = sides
    expected = difflib.SequenceMatcher(None, a, b, autojunk).get_opcodes()
    assert _matching.opcodes(a, b, autojunk, None, most_runs) == expected


@pytest.mark.parametrize("autojunk", [True, False])
def test_opcodes_are_the_same_where_nothing_is_compiled(
    autojunk: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = [number * number % 7 for number in range(300)]
    b = [number * number % 11 for number in range(250)]
    expected = differ.opcodes(a, b, autojunk)
    monkeypatch.setattr(differ, "_matching", None)
    assert differ.opcodes(a, b, autojunk) == expected
    limits = replace(current(), diff_pairs=10)
    monkeypatch.setattr("revscoring.text.limits._limits", limits)
    with pytest.raises(LimitExceeded, match="300 with 250 tokens"):
        differ.opcodes([0] * 300, [0] * 250, autojunk=False)


def _table(rows: int, dash: str) -> str:
    lines = (
        f"|-\n| {row} || [[Player {row}]] || {row % 40}{dash}{row % 7} || {row % 90} " for row in range(rows)
    )
    return "{| class=wikitable\n" + "\n".join(lines) + "\n|}\n"


@needs_matching
def test_the_work_does_not_grow_with_the_third_power() -> None:
    """An edit of every row of a table. Work is counted in pairs of equal tokens."""

    def work(rows: int) -> int:
        low, high = 1, 10**10
        a, b = (lex(_table(rows, dash)) for dash in ("-", "–"))
        while high - low > low // 100:
            middle = (low + high) // 2
            if _matching.opcodes(a, b, True, middle) is None:
                low = middle
            else:
                high = middle
        return high

    assert work(800) < 4.5 * work(400)
    assert work(2_000) < 10_000_000
    edit = edit_between(analyze(_table(2_000, "-")), analyze(_table(2_000, "–")))
    assert len(edit.tokens_added) == len(edit.tokens_removed) == 2_000


@given(wikitext)
def test_segments_cover_the_tokens(text: str) -> None:
    tokens = lex(text)
    assert [token for part in segment(tokens) for token in part.tokens()] == tokens


def places(part: Any) -> Any:
    if not isinstance(part, Segment):
        return part, part.type
    return type(part), str(part), part.start, part.end, list(map(places, part))


def assert_same_segments(text: str) -> None:
    late, early = segment_chunks(split_chunks(text)), segment(tokenize(text))
    assert list(map(type, late)) == list(map(type, early))
    assert list(map(str, late)) == list(map(str, early))
    assert (late, list(map(hash, late))) == (early, list(map(hash, early)))
    assert list(map(places, late)) == list(map(places, early))


@given(wikitext | any_text)
@example("a\r\n\r\nb\r\n \n\n\r c <ref\n\n> d")
@example(" a b c. {| d\n\ne\n\n")
@example("a {|\n\n b c. d\n\n{| e")
def test_segments_of_chunks_are_those_of_the_tokens(text: str) -> None:
    assert_same_segments(text)


@pytest.mark.parametrize("wiki", PAGES)
def test_segments_of_chunks_are_those_of_the_tokens_of_real_pages(wiki: str) -> None:
    for text in real_pages(wiki, 4):
        assert_same_segments(text)


@pytest.mark.parametrize(
    "look",
    [
        lambda part: part.start,
        lambda part: part.end,
        lambda part: list(part.parts),
        lambda part: part[0],
        list,
        len,
        bool,
        repr,
        str,
        hash,
        lambda part: list(part.tokens()),
        lambda part: places(pickle.loads(pickle.dumps(part))),
        lambda part: places(copy.copy(part)),
        lambda part: places(copy.deepcopy(part)),
    ],
)
def test_segments_of_chunks_are_looked_into_like_others(look: Any) -> None:
    text = "One two three. Four\n\n\n five"
    assert list(map(look, segment_chunks(split_chunks(text)))) == list(map(look, segment(tokenize(text))))


def test_segments_take_the_tokens_of_their_text_where_these_are_known() -> None:
    tokens = [Token(token, type=token.type) for token in tokenize("One.\n\nTwo.")]
    parts = segment_chunks(["One.", "\n\n", "Two."])
    supply_tokens(parts, tokens)
    assert next(iter(parts[2].tokens())) is tokens[3]
    supply_tokens([], [])
    supply_tokens(segment(tokens), tokens)


def test_segments_have_no_other_attributes() -> None:
    (part,) = segment_chunks(["a"])
    assert not hasattr(part, "text")
    with pytest.raises(AttributeError, match="'MatchableSegment' object has no attribute 'text'"):
        part.text  # noqa: B018
