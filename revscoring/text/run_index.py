"""Where the runs of a text stand: found once, for all lists that look for matches in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

from .heads import fold, is_simple

__all__ = ["Pieces", "RunIndex", "run_index"]


class RunIndex:
    r"""The runs of characters of a class in a text, with their places.

    Parameters
    ----------
    run_class : str
        The class, as it stands within the brackets of a set; it holds ``\w``.
    text : str
        The text.

    Attributes
    ----------
    runs : list of str
        In order.

    Examples
    --------
    >>> index = RunIndex(r"\w", "a bad, bad dog")
    >>> index.runs, list(index.starts([1, 3]))
    (['a', 'bad', 'bad', 'dog'], [2, 11])
    """

    def __init__(self, run_class: str, text: str) -> None:
        # Gaps and runs in turn; a set that lists ASCII is searched faster.
        self._parts = re.split(rf"([0-9A-Za-z_{run_class}]+)", text)
        self.runs = self._parts[1::2]

    @cached_property
    def counts(self) -> Counter[str]:
        """Run → number of occurrences. Do not change it."""
        return Counter(self.runs)

    @cached_property
    def _distinct(self) -> str:
        return "\n".join(self.counts)

    @cached_property
    def folded(self) -> set[str]:
        """The distinct runs, folded; see `revscoring.text.heads.fold`."""
        return set(fold(self._distinct).split("\n"))

    @cached_property
    def is_simple(self) -> bool:
        """Whether all runs are; see `revscoring.text.heads.is_simple`."""
        return is_simple(self._distinct)

    def starts(self, numbers: Iterable[int]) -> Iterator[int]:
        """Yield where some runs begin, given by their numbers in ascending order."""
        start = done = 0
        for number in numbers:
            part = 2 * number + 1
            start += sum(map(len, self._parts[done:part]))
            done = part
            yield start

    def first_from(self, number: int, start: int, place: int) -> int:
        """Return the number of the first run from a place on, given one before it, and its start."""
        while start < place and number < len(self.runs):
            start += len(self._parts[2 * number + 1]) + len(self._parts[2 * number + 2])
            number += 1
        return number


@lru_cache(maxsize=4)
def run_index(run_class: str, text: str) -> RunIndex:
    """Return the `RunIndex` of a text; the last few are kept."""
    return RunIndex(run_class, text)


class Pieces:
    """The pieces of a text that are searched apart.

    Parameters
    ----------
    pieces : sequence of str
        They join to the text.

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
