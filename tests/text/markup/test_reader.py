"""What is read without the parser is what is read from its tokens."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from revscoring.text.markup.reader import is_plain, markup_of, plain_markup
from revscoring.text.markup.tokens import source_of, tokenize

from ..strategies import any_text
from .markup_cases import PAGES, PIECES, real_pages, wikitext

HARMLESS = [*PIECES, *"ab'=-!|}]>/\"\\#*; \n\té\r", "\n\n", "\x85", "\u2028"]


def assert_plain_or_not(text: str) -> None:
    if is_plain(text):
        tokens = tokenize(text)
        assert [(type(token).__name__, token["text"]) for token in tokens] == [("Text", text)] * bool(text)
        assert markup_of(text, tokens) == plain_markup(text)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(HARMLESS), max_size=12).map("".join) | any_text)
@example("")
@example("{|\n|}")
@example("a\n{")
def test_plain_texts_are_one_token(text: str) -> None:
    assert_plain_or_not(text)
    assert_plain_or_not("".join(char for char in text if is_plain(char)))


@pytest.mark.parametrize("wiki", PAGES)
def test_plain_paragraphs_of_real_pages_are_one_token(wiki: str) -> None:
    for text in real_pages(wiki, 4):
        for line in text.split("\n"):
            assert_plain_or_not(line)


@settings(max_examples=300, deadline=None)
@given(wikitext() | any_text)
def test_tokens_hold_all_of_the_text(text: str) -> None:
    assume("\0" not in text)
    tokens = tokenize(text)
    assert source_of(tokens) == text
    assert markup_of(text, tokens).chars == len(text)
