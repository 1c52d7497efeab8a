"""Where the runs of a text stand: found once, for all lists that look for matches in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any

from ..native import compiled
from ..native.characters import paint

__all__ = ["Pieces", "RunIndex", "run_index"]


class RunIndex:
    r"""The runs of characters of a class in a text, with their places.

    Parameters
    ----------
    run_class : str
        The class, as it stands within the brackets of a set; it holds ``\w``.
    text : str
        The text.

    Examples
    --------
    >>> index = RunIndex(r"\w", "a bad, bad dog")
    >>> index.counts["bad"], index.places({"bad", "dog"}), index.at(3), index.start(3)
    (2, [1, 2, 3], 'dog', 11)
    """

    def __init__(self, run_class: str, text: str) -> None:
        self._runs = _runs(run_class, text)
        #: Run → number of occurrences. Do not change it.
        self.counts: dict[str, int] = self._runs.counts
        #: Number of runs.
        self.length = len(self._runs)
        self.at, self.start, self.places = self._runs.at, self._runs.start, self._runs.places

    def first_from(self, place: int, start: int) -> int:
        """Return the place of the first run that begins at or behind a character, given one before it."""
        while place < self.length and self.start(place) < start:
            place += 1
        return place


class _Runs:
    """What `RunIndex` needs, in Python."""

    def __init__(self, run_class: str, text: str) -> None:
        # Gaps and runs in turn; a set that lists ASCII is searched faster.
        self._parts = re.split(rf"([0-9A-Za-z_{run_class}]+)", text)
        self._runs = self._parts[1::2]
        self.counts: dict[str, int] = dict(Counter(self._runs))

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(map(len, self._parts)))

    def __len__(self) -> int:
        return len(self._runs)

    def at(self, place: int) -> str:
        """Return the run at a place; behind the last one, nothing."""
        return self._runs[place] if place < len(self._runs) else ""

    def start(self, place: int) -> int:
        """Return where the run at a place begins in the text."""
        return self._ends[2 * place]

    def places(self, firsts: Container[str], seconds: Container[str] | None = None) -> list[int]:
        """Return the places of some runs, in order; if others are given, those that one of them follows."""
        places = [place for place, run in enumerate(self._runs) if run in firsts]
        if seconds is None:
            return places
        followed = [*self._runs[1:], ""]
        return [place for place in places if followed[place] in seconds]


_kernel = compiled("words")


def _runs(run_class: str, text: str) -> Any:
    if _kernel is not None:
        try:
            return _kernel.Runs(text, _table(run_class), re.compile(f"[{run_class}]").match)
        except _kernel.Crowded:
            pass
    return _Runs(run_class, text)


@lru_cache(maxsize=32)
def _table(run_class: str) -> bytes:
    """Tell the kernel which characters are of a class."""
    assert _kernel is not None
    table = bytearray(_kernel.TABLE_SIZE)
    paint(table, f"[{run_class}]", 1)
    return bytes(table)


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
