"""The words of a text and their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from .._compiled import compiled

__all__ = ["TO_I", "Words", "find_words", "fold", "words_of"]


#: Dotted capital and dotless small I: `re` takes them for an i, `regex` does not.
TO_I = str.maketrans("\u0130\u0131", "ii")


def fold(string: str) -> str:
    """Return one string for all that `re` may take for the same if case is ignored.

    Examples
    --------
    >>> fold("\u017fTOP"), fold("Straße"), fold("\u0130")
    ('stop', 'strasse', 'i')
    """
    return string.lower() if string.isascii() else string.translate(TO_I).casefold()


@dataclass(frozen=True)
class Words:
    """The words of a text, or its characters if it has no words.

    Attributes
    ----------
    words : sequence of str
        In the order of the text.
    distinct : collection of str
        Each once.
    starts : sequence of int
        Where each of the text begins.
    others : set of str
        The characters between words.
    """

    words: Sequence[str]
    distinct: Collection[str]
    starts: Sequence[int]
    others: set[str]

    @cached_property
    def folded(self) -> dict[str, str]:
        """Word → the word, folded."""
        if isinstance(self.words, str):
            return {char: fold(char) for char in self.distinct}
        return dict(zip(self.distinct, fold("\n".join(self.distinct)).split("\n"), strict=False))

    @cached_property
    def distinct_folded(self) -> frozenset[str]:
        """The words, folded."""
        return frozenset(self.folded.values())


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
    (['a', 'bad', 'bad', 'dog', 'bad'], [0, 2, 7, 11, 16], [' ', ',', ';'])
    """
    pattern = re.compile(f"[{word_class}]+")
    starts = [match.start() for match in pattern.finditer(text)]
    words = pattern.findall(text)
    return Words(words, dict.fromkeys(words), starts, set(pattern.sub("", text)))


@lru_cache(maxsize=4)
def words_of(text: str, word_class: str | None) -> Words:
    """Find the words of a text, by compiled code if it is installed; the last few results are kept.

    Without a class of characters, each character is a word.
    """
    if word_class is None:
        return Words(text, set(text), range(len(text)), set())
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
