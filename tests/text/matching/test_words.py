"""Words of a text and their places, found by plain and by compiled code."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.text._compiled import compiled
from revscoring.text.matching._words import find_words, fold, words_of

from ..strategies import any_text, wikitext

kernel = compiled("matching._finding")
needs_kernel = pytest.mark.skipif(kernel is None, reason="no compiler was there at installation")
texts = any_text | wikitext | st.text("aé_0٣𝟘'’:- \n\u3000漢हि\U0001f600\U00020000\ud800\x00")


@given(texts)
def test_words_are_found_where_they_stand(text: str) -> None:
    found = find_words(text, r"\w")
    expected = [(m.group(), m.start()) for m in re.finditer(r"\w+", text)]
    assert list(zip(found.words, found.starts, strict=True)) == expected
    assert set(found.distinct) == set(found.words) and len(found.distinct) == len(set(found.words))
    assert found.others == set(re.sub(r"\w", "", text))


@given(texts, st.sampled_from([r"\w", None]))
def test_words_are_folded_one_by_one(text: str, word_class: str | None) -> None:
    found = words_of(text, word_class)
    assert found.folded == {word: fold(word) for word in found.words}


@given(texts)
def test_without_a_class_each_character_is_a_word(text: str) -> None:
    found = words_of(text, None)
    assert list(zip(found.words, found.starts, strict=True)) == [(char, n) for n, char in enumerate(text)]
    assert sorted(found.distinct) == sorted(set(text)) and not found.others


@needs_kernel
@given(texts, st.sampled_from([r"\w", r"\w\u0300-\u036f", r"\w'’"]))
def test_compiled_code_finds_the_same(text: str, word_class: str) -> None:
    compiled, plain = words_of(text, word_class), find_words(text, word_class)
    assert (compiled.words, compiled.starts, compiled.others) == (plain.words, plain.starts, plain.others)
    assert [*compiled.distinct] == [*plain.distinct]


@needs_kernel
def test_a_table_that_is_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="each character"):
        kernel.find_words("a", bytes(65535), str.isalnum)


def test_words_of_a_text_are_kept() -> None:
    assert words_of("a\n\nb", r"\w") is words_of("a\n\nb", r"\w")
