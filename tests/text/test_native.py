"""The compiled kernel gives what its twins in Python give, and stands back where it may not be fast."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.text.counts.analysis import CLASSES_OF
from revscoring.text.native import compiled
from revscoring.text.tokens.lexer import _SPLIT, _kinds, lex

from .strategies import any_text, wikitext

words = compiled("words")
needs_kernel = pytest.mark.skipif(
    words is None, reason="the kernel is not built: no compiler at installation"
)

#: Characters at which tokens end, begin or change.
marks = st.text("aZé_0٣𝟘ʼ'’:/-{[|]}=.,!<>&; \n\r\t\x1c\u3000\u2028漢々カह्।عএ\U0001f600\U00020000\ud800\x00")


@needs_kernel
@given(any_text | wikitext | marks)
def test_tokens_are_counted_as_the_lexer_splits_them(text: str) -> None:
    capitals, others, rest = words.count_tokens(text, _kinds(), _SPLIT.match)
    assert {**capitals, **others, **rest} == Counter(lex(text))
    assert len(capitals) + len(others) + len(rest) == len(set(lex(text)))
    assert all(len(word) > 1 and all(char != char.lower() for char in word) for word in capitals)
    assert not any(len(word) > 1 and all(char != char.lower() for char in word) for word in others)


@needs_kernel
def test_words_are_told_from_other_tokens_by_every_character() -> None:
    for code in range(0x10000):
        capitals, others, _ = words.count_tokens(chr(code) * 2, _kinds(), _SPLIT.match)
        assert all(CLASSES_OF[word] == ("word", "uppercase_word") for word in capitals)
        assert all(CLASSES_OF[word] == ("word",) for word in others)


@needs_kernel
@pytest.mark.parametrize("table", [b"", bytes(65535)])
def test_a_table_that_is_too_small_is_refused(table: bytes) -> None:
    with pytest.raises(ValueError, match="each character"):
        words.count_tokens("a", table, _SPLIT.match)


@needs_kernel
@pytest.mark.parametrize("end", [0, 1, 9])
def test_a_token_outside_of_the_text_is_refused(end: int) -> None:
    other = re.compile("-" * end)
    with pytest.raises(ValueError, match="end in the text"):
        words.count_tokens("a<", _kinds(), lambda text, place: other.match("-" * 9))


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
    assert words.count_tokens(text, _kinds(), _SPLIT.match) is None


def test_python_code_alone_gives_the_same(repository) -> None:
    program = (
        "import json\n"
        "from revscoring.text.native import compiled\n"
        "from revscoring.text.tokens.lexer import count_tokens\n"
        "text = 'Some words, some NATO [[links]], don\\'t they?'\n"
        "capitals, words, others = count_tokens(text)\n"
        "print(json.dumps([compiled('words') is None, {**capitals, **words, **others}],"
        " sort_keys=True))"
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
