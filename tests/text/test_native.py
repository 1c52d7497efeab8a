"""The compiled kernel gives what its twins in Python give, and stands back where it may not be fast."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from revscoring.text.matching.matcher import PhraseMatcher
from revscoring.text.matching.run_index import _Runs, _runs
from revscoring.text.native import compiled

from .strategies import any_text, wikitext

words = compiled("words")
needs_kernel = pytest.mark.skipif(
    words is None, reason="the kernel is not built: no compiler at installation"
)

#: Characters at which tokens end, begin or change.
marks = st.text("aZé_0٣𝟘ʼ'’:/-{[|]}=.,!<>&; \n\r\t\x1c\u3000\u2028漢々カह्।عএ\U0001f600\U00020000\ud800\x00")
RUN_CLASSES = [r"\w", r"\w\u0300-\u036f", r"\w'’"]


@needs_kernel
@given(any_text | wikitext | marks, st.sampled_from(RUN_CLASSES))
def test_runs_stand_where_the_pattern_finds_them(text: str, run_class: str) -> None:
    runs, twin = _runs(run_class, text), _Runs(run_class, text)
    assert isinstance(runs, words.Runs)
    assert runs.counts == twin.counts and len(runs) == len(twin)
    places = range(len(twin))
    assert [(runs.at(i), runs.start(i)) for i in places] == [(twin.at(i), twin.start(i)) for i in places]
    assert runs.at(len(twin)) == twin.at(len(twin)) == ""
    firsts, seconds = set(list(twin.counts)[::2]), set(list(twin.counts)[::3])
    assert runs.places(firsts) == twin.places(firsts)
    assert runs.places(firsts, seconds) == twin.places(firsts, seconds)


@needs_kernel
def test_places_beyond_the_runs() -> None:
    runs = _runs(r"\w", "a b")
    for place in (-1, 2, 10**9):
        with pytest.raises(IndexError):
            runs.start(place)
    with pytest.raises(IndexError):
        runs.at(-1)


@needs_kernel
@pytest.mark.parametrize("table", [b"", bytes(65535)])
def test_a_table_that_is_too_small_is_refused(table: bytes) -> None:
    with pytest.raises(ValueError, match="each character"):
        words.Runs("a", table, str.isalnum)


phrases = st.text("aAé_0 '-\U0001f600", min_size=1, max_size=5)


@st.composite
def phrases_and_text(draw: st.DrawFn) -> tuple[list[str], str]:
    """Draw phrases, and a text of them and of what may stand around them."""
    listed = draw(st.lists(phrases, max_size=12, unique=True))
    pieces = st.sampled_from([*listed, " ", "-", "a", "é"])
    return listed, "".join(draw(st.lists(pieces | phrases, max_size=12)))


@needs_kernel
@given(phrases_and_text())
@example((["-", "a"], "--a a-a"))
def test_phrases_are_found_as_the_pattern_finds_them(drawn: tuple[list[str], str]) -> None:
    listed, text = drawn
    matcher = PhraseMatcher(listed, case_sensitive=True)
    expected = matcher._pattern.findall(text) if matcher._pattern is not None else []
    assert [listed[number] for number in words.Phrases(listed).findall(text)] == expected


def colliding(count: int) -> list[str]:
    """Return words of which many fall on one place of a hash table of FNV-1a."""
    places = 4096
    found: dict[int, list[str]] = {}
    number = 0
    while True:
        word = f"w{number}"
        value = 2166136261
        for byte in word.encode():
            value = (value ^ byte) * 16777619 & 0xFFFFFFFF
        group = found.setdefault((value ^ value >> 15) % places, [])
        group.append(word)
        if len(group) == count:
            return group
        number += 1


@needs_kernel
def test_a_text_made_to_crowd_one_place_is_left_to_python() -> None:
    text = " ".join(colliding(200))
    with pytest.raises(words.Crowded):
        words.Runs(text, _word_table(), str.isalnum)
    assert isinstance(_runs(r"\w", text), _Runs)


def _word_table() -> bytes:
    return bytes(chr(code).isalnum() for code in range(65536))
