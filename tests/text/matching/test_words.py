"""Words of a text and their places, found by plain and by compiled code."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.text._compiled import compiled
from revscoring.text.matching._words import find_words, words_of

from ..strategies import any_text, wikitext

kernel = compiled("matching._finding")
needs_kernel = pytest.mark.skipif(kernel is None, reason="no compiler was there at installation")
texts = any_text | wikitext | st.text("aé_0٣𝟘'’:- \n\u3000漢हि\U0001f600\U00020000\ud800\x00")


@given(texts)
def test_each_word_is_given_with_the_character_behind_it(text: str) -> None:
    words, starts, places, _, others = words_found = find_words(text, r"\w")
    found = [(text[m.start() : m.end() + 1], m.start()) for m in re.finditer(r"\w+", text)]
    assert list(zip(words, starts, strict=True)) == found
    at = {word: [*words_found.all_places(word)] for word in places}
    assert at == {word: [i for i in reversed(range(len(words))) if words[i] == word] for word in words}
    assert others == set(re.sub(r"\w", "", text))


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
