"""The words of a text and their places."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from .._compiled import compiled

__all__ = ["find_words", "words_of"]

#: Word, with the character behind it → its places in the text; and the characters between words.
Found = tuple[dict[str, list[int]], set[str]]


def find_words(text: str, word_class: str | None) -> Found:
    r"""Find the words of a text, each with the character behind it.

    Parameters
    ----------
    text : str
        The text.
    word_class : str or None
        The characters of words, as they stand within the brackets of a set; None if each character is a
        word of its own.

    Returns
    -------
    tuple of (dict, set)
        Word → its places; and the characters between words.

    Examples
    --------
    >>> places, others = find_words("a bad, bad dog", r"\w")
    >>> places, sorted(others)
    ({'a ': [0], 'bad,': [2], 'bad ': [7], 'dog': [11]}, [' ', ','])
    >>> find_words("abab", None)
    ({'ab': [0, 2], 'ba': [1], 'b': [3]}, set())
    """
    places: dict[str, list[int]] = {}
    if word_class is None:
        for place in range(len(text)):
            places.setdefault(text[place : place + 2], []).append(place)
        return places, set()
    word = re.compile(rf"[0-9A-Za-z_{word_class}]+")  # a set that lists ASCII is searched faster
    for found in word.finditer(text):
        places.setdefault(text[found.start() : found.end() + 1], []).append(found.start())
    return places, set(word.sub("", text))


@lru_cache(maxsize=4)
def words_of(text: str, word_class: str | None) -> Found:
    """Find the words of a text, by compiled code if it is installed; the last few results are kept."""
    if _kernel is None:
        return find_words(text, word_class)
    found: Found = _kernel.find_words(text, *_table(word_class))
    return found


_kernel = compiled("matching._finding")


@lru_cache(maxsize=32)
def _table(word_class: str | None) -> tuple[bytes, Callable[[str], object]]:
    """Return what the compiled function needs to know about a class."""
    if word_class is None:
        return b"", bool
    table = bytearray(0x10000)
    for found in re.finditer(f"[{word_class}]+", "".join(map(chr, range(len(table))))):
        table[found.start() : found.end()] = b"\1" * len(found.group())
    return bytes(table), re.compile(f"[{word_class}]").match
