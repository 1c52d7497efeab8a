"""Random samples of a stream, in bounded memory."""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

__all__ = ["SampleError", "draw", "proportional_shares"]

T = TypeVar("T")


class SampleError(ValueError):
    """There are not as many as are wanted."""


class _Reservoir:
    """A random sample of what is added, by algorithm R (Vitter 1985, "Random sampling with a reservoir")."""

    def __init__(self, size: int, seed: str) -> None:
        self.size = size
        self.count = 0
        self.kept: list[tuple[int, Any]] = []
        self._random = random.Random(seed)

    def add(self, number: int, item: Any) -> None:
        self.count += 1
        if len(self.kept) < self.size:
            self.kept.append((number, item))
        elif (place := self._random.randrange(self.count)) < self.size:
            self.kept[place] = (number, item)

    def draw(self, size: int) -> list[tuple[int, Any]]:
        return self._random.sample(self.kept, size)


def draw(
    items: Iterable[T],
    size: int,
    seed: int = 0,
    stratum_of: Callable[[T], Hashable] | None = None,
    equal: bool = False,
) -> tuple[list[T], dict[Hashable, int]]:
    """Draw a sample without replacement; the order of the items is kept.

    Parameters
    ----------
    items : iterable
        Read once; of each stratum, at most `size` are kept in memory.
    size : int
        How many to draw.
    seed : int
        The same seed draws the same items.
    stratum_of : callable, optional
        Returns the stratum of an item; each gives as many as its share of all items.
    equal : bool
        Draw equally many of each stratum.

    Returns
    -------
    tuple of (list, dict)
        The items, and how many there are of each stratum.

    Raises
    ------
    SampleError
        If there are too few items, or too few of a stratum.

    Examples
    --------
    >>> drawn, counts = draw(range(100), 4, stratum_of=lambda n: n < 10, equal=True)
    >>> [n < 10 for n in drawn], counts
    ([True, True, False, False], {True: 10, False: 90})
    """
    strata: dict[Hashable, _Reservoir] = {}
    for number, item in enumerate(items):
        stratum = None if stratum_of is None else stratum_of(item)
        if stratum not in strata:
            strata[stratum] = _Reservoir(size, f"{seed} {stratum!r}")
        strata[stratum].add(number, item)
    counts = {stratum: reservoir.count for stratum, reservoir in strata.items()}
    shares = _equal_shares(counts, size) if equal else proportional_shares(counts, size)
    drawn = [pair for stratum, reservoir in strata.items() for pair in reservoir.draw(shares[stratum])]
    return [item for _, item in sorted(drawn, key=lambda pair: pair[0])], counts


def proportional_shares(counts: Mapping[Hashable, int], size: int) -> dict[Hashable, int]:
    """Return how many of each stratum are in a sample, by the method of the largest remainder.

    Raises
    ------
    SampleError
        If there are too few.

    Examples
    --------
    >>> proportional_shares({"a": 70, "b": 25, "c": 5}, 10)
    {'a': 7, 'b': 3, 'c': 0}
    """
    total = sum(counts.values())
    if size > total:
        raise SampleError(f"{size:,} are wanted and there are {total:,}")
    exact = {stratum: count * size / total for stratum, count in counts.items()} if total else {}
    shares = {stratum: int(share) for stratum, share in exact.items()}
    rest = sorted(exact, key=lambda stratum: exact[stratum] - shares[stratum], reverse=True)
    for stratum in rest[: size - sum(shares.values())]:
        shares[stratum] += 1
    return shares


def _equal_shares(counts: Mapping[Hashable, int], size: int) -> dict[Hashable, int]:
    each, more = divmod(size, len(counts) or 1)
    shares = {stratum: each + (place < more) for place, stratum in enumerate(counts)}
    for stratum, count in counts.items():
        if shares[stratum] > count:
            most = min(counts.values()) * len(counts)
            raise SampleError(
                f"{shares[stratum]:,} of {stratum} are wanted and there are {count:,}: draw {most:,} or fewer"
            )
    return shares
