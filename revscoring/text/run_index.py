"""Where the runs of a text stand: found once, for all lists that look for matches in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterator
from functools import lru_cache
from itertools import accumulate, compress

from .chunks import split_chunks

__all__ = ["RunIndex", "run_index"]


class RunIndex:
    r"""The runs of characters of a class in a text, with their places.

    Parameters
    ----------
    run_class : str
        The class, as it stands within the brackets of a set.
    text : str
        The text.
    by_paragraph : bool
        Whether each paragraph is a piece of its own; else the whole text is one.

    Attributes
    ----------
    runs : list of str
        In order.
    starts : list of int
        Where each begins.

    Examples
    --------
    >>> index = RunIndex(r"\w", "a bad, bad dog", True)
    >>> index.runs, index.starts, list(index.positions({"bad"}))
    (['a', 'bad', 'bad', 'dog'], [0, 2, 7, 11], [1, 2])
    """

    def __init__(self, run_class: str, text: str, by_paragraph: bool) -> None:
        parts = re.split(rf"([{run_class}]+)", text)  # gaps and runs in turn
        self.runs = parts[1::2]
        self.starts = list(accumulate(map(len, parts)))[:-1:2]
        self._pieces = split_chunks(text) if by_paragraph else [text]
        self._offsets = [0, *accumulate(map(len, self._pieces))]

    def positions(self, wanted: Container[str]) -> Iterator[int]:
        """Yield the positions in `runs` of some runs, in order."""
        return compress(range(len(self.runs)), map(wanted.__contains__, self.runs))

    def piece_at(self, place: int) -> tuple[str, int]:
        """Return the piece of the text that holds a place, and where the piece begins."""
        number = bisect_right(self._offsets, place) - 1
        return self._pieces[number], self._offsets[number]


@lru_cache(maxsize=4)
def run_index(run_class: str, text: str, by_paragraph: bool) -> RunIndex:
    """Return the `RunIndex` of a text; the last few are kept."""
    return RunIndex(run_class, text, by_paragraph)
