"""The words of a text and their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from operator import add

__all__ = ["Words", "words_of"]


class Words:
    r"""The words of a text, each with the character behind it.

    Parameters
    ----------
    text : str
        The text.
    word_class : str or None
        The characters of words, as they stand within the brackets of a set; None if each character of
        the text is a word.

    Attributes
    ----------
    words : list of str
        In the order of the text.
    places : dict of str to list of int
        Word → its places among all words.

    Examples
    --------
    >>> words = Words("a bad, bad dog", r"\w")
    >>> words.words, words.starts, sorted(words.others)
    (['a ', 'bad,', 'bad ', 'dog'], [0, 2, 7, 11], [' ', ','])
    >>> Words("abab", None).places
    {'ab': [0, 2], 'ba': [1], 'b': [3]}
    """

    def __init__(self, text: str, word_class: str | None) -> None:
        if word_class is None:
            self.words = [*map(add, text, text[1:]), *text[-1:]]
            self.starts: Sequence[int] = range(len(text))
            self.others: set[str] = set()
        else:  # a set that lists ASCII is searched faster
            parts = re.split(rf"([0-9A-Za-z_{word_class}]+[^{word_class}]?)", text)
            self.words = parts[1::2]
            self.starts = list(accumulate(map(len, parts)))[::2]
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self.words):
            places[word].append(place)
        self.places = dict(places)
        if word_class is not None:
            ends = "".join({*parts[::2], *[word[-1] for word in places]})
            #: The characters that stand between words.
            self.others = set(re.sub(f"[{word_class}]+", "", ends))


@lru_cache(maxsize=4)
def words_of(text: str, word_class: str | None) -> Words:
    """Return the `Words` of a text; the last few are kept."""
    return Words(text, word_class)


class Pieces:
    """The pieces of a text that are searched on their own.

    Examples
    --------
    >>> Pieces(["one ", "two"]).at(5)
    ('two', 4)
    """

    def __init__(self, pieces: Sequence[str]) -> None:
        self._pieces = pieces
        self._offsets = [0, *accumulate(map(len, pieces))]

    def at(self, place: int) -> tuple[str, int]:
        """Return the piece that holds a place, and where it begins."""
        number = bisect_right(self._offsets, place) - 1
        return self._pieces[number], self._offsets[number]
