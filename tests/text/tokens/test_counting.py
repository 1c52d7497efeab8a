"""Counts of tokens are those of the lexer, with the compiled module and without it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from revscoring.text._compiled import compiled
from revscoring.text.tokens import CLASSES_OF, count_tokens, lex
from revscoring.text.tokens.counting import _kinds
from revscoring.text.tokens.lexer import matcher_of

from ..strategies import any_text, wikitext

counting = compiled("tokens._counting")
needs_compiled = pytest.mark.skipif(counting is None, reason="not compiled: no compiler at installation")

#: Characters at which tokens end, begin or change.
marks = st.text("aZé_0٣𝟘ʼ'’:/-{[|]}=.,!<>&; \n\r\t\x1c\u3000\u2028漢々カह्।عএ\U0001f600\U00020000\ud800\x00")


@given(any_text | wikitext | marks)
@example("''a'' '''b''' ''''c {{d}} {|e - f -- / //g :: h:i\n\nj\n k\n\n\n[[l]] m's n’ ٣𝟘")
def test_tokens_are_counted_by_class_as_the_lexer_splits_them(text: str) -> None:
    words, capitals, others = count_tokens(text)
    expected = Counter(lex(text))
    assert {**words, **capitals, **others} == expected
    assert len(words) + len(capitals) + len(others) == len(expected)
    assert all(CLASSES_OF[word] == ("word",) for word in words)
    assert all(CLASSES_OF[word] == ("word", "uppercase_word") for word in capitals)
    assert not any(CLASSES_OF[token][0] == "word" for token in others)


@needs_compiled
def test_words_are_told_from_other_tokens_by_every_character() -> None:
    for code in range(0x10000):
        text = chr(code) * 2
        words, capitals, _ = counting.count_tokens(text, _kinds(), matcher_of(text))
        assert all(CLASSES_OF[word] == ("word",) for word in words)
        assert all(CLASSES_OF[word] == ("word", "uppercase_word") for word in capitals)


@needs_compiled
@pytest.mark.parametrize("table", [b"", bytes(65535)])
def test_a_table_that_is_too_small_is_refused(table: bytes) -> None:
    with pytest.raises(ValueError, match="each character"):
        counting.count_tokens("a", table, matcher_of("a"))


@needs_compiled
@pytest.mark.parametrize("end", [0, 1, 9])
def test_a_token_outside_of_the_text_is_refused(end: int) -> None:
    other = re.compile("-" * end)
    with pytest.raises(ValueError, match="end in the text"):
        counting.count_tokens("a<", _kinds(), lambda text, place: other.match("-" * 9))


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


@needs_compiled
def test_a_text_made_to_fill_one_place_of_the_hash_table_is_counted_by_the_lexer() -> None:
    text = " ".join(colliding(200))
    with pytest.raises(counting.Refused):
        counting.count_tokens(text, _kinds(), matcher_of(text))
    assert count_tokens(text).words == Counter(text.split())


def test_counts_are_the_same_without_the_compiled_module(repository) -> None:
    program = (
        "import json\n"
        "from revscoring.text.tokens import count_tokens, counting\n"
        "text = 'Some words, some NATO [[links]], don\\'t they?'\n"
        "print(json.dumps([counting._compiled is None, *count_tokens(text)], sort_keys=True))"
    )
    printed = {}
    for value in ("", "1"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "REVSCORING_PURE_PYTHON": value},
            capture_output=True,
            text=True,
            cwd=repository,
            check=True,
        )
        printed[value] = done.stdout
    assert printed["1"].startswith("[true")
    assert printed[""].partition(",")[2] == printed["1"].partition(",")[2]
