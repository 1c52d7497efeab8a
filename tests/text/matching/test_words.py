"""Words of a text and their places, found by plain and by compiled code."""

from __future__ import annotations

import re
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.text._compiled import compiled
from revscoring.text.matching._words import (
    BEGINS,
    FOLLOWS,
    STANDS,
    UNSPACED,
    Words,
    find_places,
    find_words,
    fold,
    places_of,
    words_of,
)

from ..strategies import any_text, wikitext

kernel = compiled("matching._finding")
needs_kernel = pytest.mark.skipif(kernel is None, reason="no compiler was there at installation")
texts = any_text | wikitext | st.text("aé_0٣𝟘'’:- \n\u3000漢हि\U0001f600\U00020000\ud800\x00")


@given(texts)
def test_words_are_found_where_they_stand(text: str) -> None:
    found = find_words(text, r"\w")
    words = [*found.distinct]
    expected = [(m.group(), m.start()) for m in re.finditer(r"\w+", text)]
    assert [(words[n], start) for n, start in zip(found.order, found.starts, strict=True)] == expected
    assert [*found.distinct.values()] == [*range(len(words))]
    assert [*found.spaced] == [text[m.end() : m.end() + 1] == " " for m in re.finditer(r"\w+", text)]
    assert found.others == set(re.sub(r"\w", "", text))


@given(texts, st.sampled_from([r"\w", None]))
def test_words_are_folded_one_by_one(text: str, word_class: str | None) -> None:
    found = words_of(text, word_class)
    assert found.folded == [fold(word) for word in found.distinct]


@given(texts)
def test_without_a_class_each_character_is_a_word(text: str) -> None:
    found = words_of(text, None)
    characters = [*found.distinct]
    assert "".join([characters[number] for number in found.order]) == text
    assert [*found.starts] == [*range(len(text))] and not found.others


orders = st.lists(st.integers(0, 4), max_size=12).map(lambda numbers: array("i", numbers))
flags = st.lists(st.integers(0, 15), min_size=5, max_size=5).map(bytearray)


@given(orders, st.lists(st.booleans(), min_size=12, max_size=12).map(bytes), flags)
def test_places_are_found_by_the_flags_of_a_word_and_what_stands_behind(
    order: array[int], spaced: bytes, flags: bytearray
) -> None:
    expected = []
    for place, number in enumerate(order):
        following = flags[order[place + 1]] if place + 1 < len(order) else 0
        is_stopped = flags[number] & UNSPACED and not spaced[place]
        if flags[number] & STANDS or (flags[number] & BEGINS and following & FOLLOWS) or is_stopped:
            expected.append(place)
    assert find_places(order, spaced, flags) == expected
    assert places_of(Words({}, order, [], spaced, set()), flags) == expected


@needs_kernel
def test_a_word_without_flags_is_refused() -> None:
    for number in (5, -1):
        with pytest.raises(ValueError, match="each word"):
            kernel.find_places(array("i", [number]), bytes(1), bytearray(5))


@needs_kernel
def test_a_place_without_a_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="each place"):
        kernel.find_places(array("i", [0, 1]), bytes(1), bytearray(5))


@needs_kernel
@given(texts, st.sampled_from([r"\w", r"\w\u0300-\u036f", r"\w'’"]))
def test_compiled_code_finds_the_same(text: str, word_class: str) -> None:
    assert words_of(text, word_class) == find_words(text, word_class)


@needs_kernel
def test_a_table_that_is_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="each character"):
        kernel.find_words("a", bytes(65535), str.isalnum)


def test_words_of_a_text_are_kept() -> None:
    assert words_of("a\n\nb", r"\w") is words_of("a\n\nb", r"\w")
