"""Seeded chance that gives the same draws on every version of Python.

Only :meth:`random.Random.random` is promised to be stable between versions, so everything
else is derived from it here.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A source of random decisions.

    Examples
    --------
    >>> dice = Dice(7)
    >>> dice.between(3, 3)
    3
    >>> dice.weighted({"always": 1.0, "never": 0.0})
    'always'
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random
        self._decks: dict[str, list[object]] = {}

    def chance(self, probability: float) -> bool:
        """Say yes with the given probability."""
        return self._random() < probability

    def between(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int(self._random() * (high - low + 1))

    def uniform(self, low: float, high: float) -> float:
        """Draw a number from an interval."""
        return low + self._random() * (high - low)

    def choice(self, items: Sequence[T]) -> T:
        """Draw one item."""
        return items[int(self._random() * len(items))]

    def deal(self, deck: str, items: Sequence[T]) -> T:
        """Draw an item that has not been drawn from the named deck until all others have been."""
        if not self._decks.get(deck):
            self._decks[deck] = list(self.shuffled(items))
        return self._decks[deck].pop()  # type: ignore[return-value]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """Draw a key with a probability in proportion to its weight."""
        mark = self._random() * sum(weights.values())
        for key, weight in weights.items():
            mark -= weight
            if mark < 0:
                return key
        return key

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in a random order."""
        keyed = [(self._random(), index) for index in range(len(items))]
        return [items[index] for _, index in sorted(keyed)]

    def delay(self, median: float, spread: float = 1.0) -> int:
        """Draw a waiting time in seconds, log-normal around its median."""
        first, second = 1.0 - self._random(), self._random()
        normal = math.sqrt(-2 * math.log(first)) * math.cos(2 * math.pi * second)
        return max(1, int(median * math.exp(spread * normal)))
