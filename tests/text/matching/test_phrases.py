"""`PhraseMatcher`: the rules of flashtext."""

from __future__ import annotations

import pickle
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from revscoring.text._compiled import compiled
from revscoring.text.matching import PhraseMatcher

kernel = compiled("matching._finding")


@pytest.mark.parametrize(
    ("phrases", "text", "found"),
    [
        (["of the", "the"], "of the theory", ["of the"]),
        (["of", "of the"], "Of The", ["of the"]),
        (["don't"], "I DON'T", ["don't"]),
        (["el"], "del el elx _el ñel", ["el", "el"]),
        (["не"], "нет не", ["не", "не"]),  # boundaries are ASCII letters, digits and underscores
        (["C++"], "c++ and C+++", ["C++", "C++"]),
        ([], "text", []),
    ],
)
def test_phrases(phrases: list[str], text: str, found: list[str]) -> None:
    assert PhraseMatcher(phrases).findall(text) == found


def test_phrases_may_tell_case_apart_and_leave_some_out() -> None:
    assert PhraseMatcher(["Of", "the"], case_sensitive=True).findall("of Of THE the") == ["Of", "the"]
    assert PhraseMatcher(["of", "the"], exclusions=["of"]).findall("of the") == ["the"]


def test_phrases_pickle_and_compare_by_definition() -> None:
    phrases = PhraseMatcher(["a b"])
    phrases.findall("a b")
    assert pickle.loads(pickle.dumps(phrases)) == phrases
    assert phrases != PhraseMatcher(["a"]) and phrases != PhraseMatcher(["a b"], case_sensitive=True)


def test_spans_of_phrases() -> None:
    text = "İ Of THE x"
    assert [text[start:end] for start, end in PhraseMatcher(["of the"]).spans(text)] == ["Of THE"]
    assert list(PhraseMatcher([]).spans(text)) == []


@st.composite
def phrases_and_text(draw: st.DrawFn) -> tuple[list[str], str]:
    """Draw phrases, and a text of them and of what may stand around them."""
    phrases = st.text("aAé_0 '-\U0001f600", min_size=1, max_size=5)
    listed = draw(st.lists(phrases, max_size=12, unique=True))
    pieces = st.sampled_from([*listed, " ", "-", "a", "é"])
    return listed, "".join(draw(st.lists(pieces | phrases, max_size=12)))


@given(phrases_and_text())
@example((["-", "a"], "--a a-a"))
def test_the_longest_phrase_wins_and_the_character_behind_is_passed_over(
    drawn: tuple[list[str], str],
) -> None:
    listed, text = drawn
    found, place = [], 0
    while place < len(text):
        here = [
            phrase
            for phrase in sorted(listed, key=len, reverse=True)
            if text.startswith(phrase, place)
            and not re.search("[A-Za-z0-9_]$", text[:place])
            and not re.match("[A-Za-z0-9_]", text[place + len(phrase) :])
        ]
        found += here[:1]
        place += len(here[0]) + 1 if here else 1
    assert PhraseMatcher(listed, case_sensitive=True).findall(text) == found
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REVSCORING_PURE_PYTHON", "1")
        assert PhraseMatcher(listed, case_sensitive=True).findall(text) == found


@pytest.mark.skipif(kernel is None, reason="no compiler was there at installation")
def test_compiled_code_refuses_what_it_cannot_look_up() -> None:
    for marks, size in ((bytes(65535), 1), (bytes(65536), 0)):
        with pytest.raises(ValueError, match="a mark for each number, and a size"):
            kernel.find_beginnings(marks, size, "a")
