"""The words of a text and their places."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import count

from .._compiled import compiled

__all__ = [
    "BEGINS",
    "FOLLOWS",
    "STANDS",
    "UNSPACED",
    "Words",
    "find_places",
    "find_words",
    "fold",
    "fold_words",
    "places_of",
    "words_of",
]


def fold(string: str) -> str:
    """Return one string for all that `re` may take for the same if case is ignored.

    Examples
    --------
    >>> fold("\u017fTOP"), fold("Straße"), fold("\u0130")
    ('stop', 'strasse', 'i')
    """
    if string.isascii():
        return string.lower()
    return string.replace("\u0130", "i").replace("\u0131", "i").casefold()


def fold_words(words: Collection[str]) -> list[str]:
    """Fold many words, none of them empty."""
    if words and "\n" not in words:
        return fold("\n".join(words)).split("\n")
    return [*map(fold, words)]


#: The flags of `find_places`.
STANDS, BEGINS, FOLLOWS, UNSPACED = 1, 2, 4, 8


@dataclass(frozen=True)
class Words:
    """The words of a text, or its characters if it has no words.

    Attributes
    ----------
    distinct : dict of str to int
        Word → its number.
    order : array of int
        The numbers of the words, in the order of the text.
    starts : sequence of int
        Where each of the text begins.
    spaced : bytes-like
        For each of the text, 1 if a space stands behind it, else 0.
    others : set of str
        The characters between words.
    """

    distinct: dict[str, int]
    order: array[int]
    starts: Sequence[int]
    spaced: bytes | bytearray
    others: set[str]

    @cached_property
    def folded(self) -> list[str]:
        """The distinct words, folded."""
        return fold_words(self.distinct)


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
    >>> [*found.distinct], [*found.order], [*found.starts], [*found.spaced], sorted(found.others)
    (['a', 'bad', 'dog'], [0, 1, 1, 2, 1], [0, 2, 7, 11, 16], [1, 0, 1, 0, 0], [' ', ',', ';'])
    """
    pattern = re.compile(f"[{word_class}]+")
    spans = [match.span() for match in pattern.finditer(text)]
    starts = array("i", [start for start, _ in spans])
    spaced = bytes([text.startswith(" ", end) for _, end in spans])
    return Words(*_numbered(pattern.findall(text)), starts, spaced, set(pattern.sub("", text)))


def _numbered(words: Sequence[str]) -> tuple[dict[str, int], array[int]]:
    numbers = dict(zip(dict.fromkeys(words), count(), strict=False))
    return numbers, array("i", map(numbers.__getitem__, words))


def find_places(order: array[int], spaced: bytes | bytearray, flags: bytearray) -> list[int]:
    """Find the places of words that are looked for.

    Parameters
    ----------
    order : array of int
        The words of a text.
    spaced : bytes-like
        For each of them, 1 if a space stands behind it, else 0.
    flags : bytearray
        For each distinct word a sum of flags: STANDS if it is looked for, UNSPACED if it is looked for where
        no space stands behind it, BEGINS if it is looked for where a word stands behind it that FOLLOWS.

    Examples
    --------
    >>> find_places(array("i", [0, 1, 0, 2, 1]), bytes(5), bytearray([BEGINS, FOLLOWS, STANDS]))
    [0, 3]
    """
    here = [flags[number] for number in order]
    return [
        place
        for place, (flag, behind, space) in enumerate(zip(here, [*here[1:], 0], spaced, strict=False))
        if flag & STANDS or (flag & BEGINS and behind & FOLLOWS) or (flag & UNSPACED and not space)
    ]


@lru_cache(maxsize=4)
def words_of(text: str, word_class: str | None) -> Words:
    """Find the words of a text, by compiled code if it is installed; the last few results are kept.

    Without a class of characters, each character is a word.
    """
    if word_class is None:
        return Words(*_numbered(text), range(len(text)), bytes(len(text)), set())
    if _kernel is None:
        return find_words(text, word_class)
    return Words(*_kernel.find_words(text, *_table(word_class)))


def places_of(words: Words, flags: bytearray) -> list[int]:
    """Find the places of words that are looked for, by compiled code if it is installed."""
    return (find_places if _kernel is None else _kernel.find_places)(words.order, words.spaced, flags)


_kernel = compiled("matching._finding")


@lru_cache(maxsize=32)
def _table(word_class: str) -> tuple[bytes, Callable[[str], object]]:
    """Return what the compiled function needs to know about a class."""
    table = bytearray(0x10000)
    for found in re.finditer(f"[{word_class}]+", "".join(map(chr, range(len(table))))):
        table[found.start() : found.end()] = b"\1" * len(found.group())
    return bytes(table), re.compile(f"[{word_class}]").match
