"""The words of a text and their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from .._compiled import compiled

__all__ = ["Words", "find_words", "words_of"]


class Words(NamedTuple):
    """The words of a text, each with the character behind it.

    Attributes
    ----------
    words : list of str
        In the order of the text.
    starts : list of int
        Where each begins.
    places : dict of str to int
        Word → its last place in the list.
    before : list of int
        For each word, the last place before where it stands too; -1 if there is none.
    others : set of str
        The characters between words.
    """

    words: list[str]
    starts: list[int]
    places: dict[str, int]
    before: list[int]
    others: set[str]

    def all_places(self, word: str) -> Iterator[int]:
        """Yield the places of a word, from the last to the first."""
        place = self.places[word]
        while place >= 0:
            yield place
            place = self.before[place]


def find_words(text: str, word_class: str) -> Words:
    r"""Find the words of a text.

    Parameters
    ----------
    text : str
        The text.
    word_class : str
        The characters of words, as they stand within the brackets of a set.

    Examples
    --------
    >>> found = find_words("a bad, bad dog; bad", r"\w")
    >>> found.words, found.starts, sorted(found.others)
    (['a ', 'bad,', 'bad ', 'dog;', 'bad'], [0, 2, 7, 11, 16], [' ', ',', ';'])
    >>> [*found.all_places("bad ")]
    [2]
    """
    pattern = re.compile(f"[{word_class}]+")
    spans = [found.span() for found in pattern.finditer(text)]
    words = [text[start : end + 1] for start, end in spans]
    places: dict[str, int] = {}
    before = []
    for place, word in enumerate(words):
        before.append(places.get(word, -1))
        places[word] = place
    return Words(words, [start for start, _ in spans], places, before, set(pattern.sub("", text)))


@lru_cache(maxsize=4)
def words_of(text: str, word_class: str) -> Words:
    """Find the words of a text, by compiled code if it is installed; the last few results are kept."""
    if _kernel is None:
        return find_words(text, word_class)
    return Words(*_kernel.find_words(text, *_table(word_class)))


_kernel = compiled("matching._finding")


@lru_cache(maxsize=32)
def _table(word_class: str) -> tuple[bytes, Callable[[str], object]]:
    """Return what the compiled function needs to know about a class."""
    table = bytearray(0x10000)
    for found in re.finditer(f"[{word_class}]+", "".join(map(chr, range(len(table))))):
        table[found.start() : found.end()] = b"\1" * len(found.group())
    return bytes(table), re.compile(f"[{word_class}]").match
