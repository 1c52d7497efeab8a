"""Tokens of a text, counted by class."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from .._compiled import compiled
from ..cache import WordCache
from .lexer import CJK, JAPAN_PUNCT, SIGNS, TOKENS, lex, matcher_of

__all__ = ["CLASSES_OF", "TokenCounts", "count_tokens", "is_uppercase_word", "is_word"]


def is_uppercase_word(word: str) -> bool:
    """Tell whether a word has two characters or more, each unlike its lower-case form.

    Examples
    --------
    >>> [is_uppercase_word(word) for word in ("NATO", "A", "B2B", "Nato")]
    [True, False, False, False]
    """
    return len(word) > 1 and all(char != char.lower() for char in word)


_WORD, _UPPERCASE_WORD = ("word",), ("word", "uppercase_word")


def _classes_of(string: str) -> tuple[str, ...]:
    if string.isascii() and string.isalpha():
        return _UPPERCASE_WORD if len(string) > 1 and string.isupper() else _WORD
    kind = TOKENS[string].type or "etc"
    if kind == "word":
        return _UPPERCASE_WORD if is_uppercase_word(string) else _WORD
    return (kind,)


#: String of a token → its class, and "uppercase_word" if it is one.
CLASSES_OF: WordCache[tuple[str, ...]] = WordCache(_classes_of)


def is_word(token: str) -> bool:
    """Tell whether a token is a word."""
    return CLASSES_OF[token][0] == "word"


class TokenCounts(NamedTuple):
    """The tokens of a text, counted.

    Attributes
    ----------
    words : dict of str to int
        Words but for those in capitals.
    uppercase_words : dict of str to int
        Words in capitals; see `is_uppercase_word`.
    others : dict of str to int
        Tokens of other classes.
    """

    words: dict[str, int]
    uppercase_words: dict[str, int]
    others: dict[str, int]


def count_tokens(text: str) -> TokenCounts:
    """Count the tokens of a text.

    Examples
    --------
    >>> count_tokens("a NATO a")
    TokenCounts(words={'a': 2}, uppercase_words={'NATO': 1}, others={' ': 2})
    """
    words, capitals, unsorted = _count_compiled(text) or ({}, {}, Counter(lex(text)))
    others: dict[str, int] = {}
    tables = {_WORD: words, _UPPERCASE_WORD: capitals}
    for token, n in unsorted.items():
        tables.get(CLASSES_OF[token], others)[token] = n
    return TokenCounts(words, capitals, others)


_compiled = compiled("tokens._counting")

_Counts = dict[str, int]


def _count_compiled(text: str) -> tuple[_Counts, _Counts, _Counts] | None:
    """Count words, words in capitals, and tokens of any class; None if the compiled module cannot."""
    if _compiled is None:
        return None
    try:
        found: tuple[_Counts, _Counts, _Counts] = _compiled.count_tokens(text, _kinds(), matcher_of(text))
    except _compiled.Refused:
        return None
    return found


@cache
def _kinds() -> bytes:
    """Return the kind of each character, from the classes of the lexer."""
    assert _compiled is not None
    kinds, size = _compiled.KINDS, _compiled.TABLE_SIZE
    characters = "".join(map(chr, range(size)))
    table = bytearray([kinds["alone"]]) * size

    def mark(name: str, regex: str, keep: bool = False) -> None:
        marked = bytes([kinds[name] | (keep and byte) for byte in range(256)])
        for run in re.finditer(f"(?:{regex})+", characters):
            start, end = run.span()
            table[start:end] = table[start:end].translate(marked)

    mark("blank", r"[^\S\r\n]")
    mark("repeated", r"[,.;:!?=]")
    mark("paired", r"[\[\]}]")
    mark("special", r"[{'\-/&<\r\n]")
    mark("digit", r"\d")
    mark("begins word", rf"(?!\d|[{CJK}{JAPAN_PUNCT}])(?:[^\W\d]|[{SIGNS}])")
    mark("in word", rf"[\w{SIGNS}]", keep=True)
    return bytes(table)
