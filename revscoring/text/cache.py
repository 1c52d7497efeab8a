"""Caches of this process: what was found out about words and texts, bounded in bytes.

Results never depend on them. `configure` sets the bounds, `clear` empties them, `usage` tells
how much they hold by estimate.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import RLock
from typing import Any, Generic, TypeVar
from weakref import WeakSet

__all__ = ["TextCache", "WordCache", "clear", "configure", "usage"]

T = TypeVar("T")

#: Bounds in bytes: of all word caches together, and of all text caches together.
_LIMITS = {"words": 64 * 2**20, "texts": 96 * 2**20}
#: Below this the words of one text would push each other out.
_LEAST_WORDS = 2**20
#: What an entry of a word cache costs besides its word.
_ENTRY = 200
_LOCK = RLock()


class WordCache(dict[str, T], Generic[T]):
    """A dict of word → value that computes what is missing.

    Parameters
    ----------
    compute : callable
        The value of a word.

    Examples
    --------
    >>> lengths = WordCache(len)
    >>> lengths["four"], len(lengths)
    (4, 1)
    """

    used = 0
    _all: WeakSet[WordCache[Any]] = WeakSet()

    def __init__(self, compute: Callable[[str], T]) -> None:
        super().__init__()
        self.compute = compute
        WordCache._all.add(self)

    def __missing__(self, word: str) -> T:
        value = self.compute(word)
        self._make_room(_ENTRY + 2 * len(word))
        self[word] = value
        return value

    def fill(self, words: Iterable[str], value: T) -> None:
        """Keep one value for some words without computing it; none where they are too many to be kept."""
        new = dict.fromkeys(words, value)
        cost = _ENTRY * len(new) + 2 * sum(map(len, new))
        if cost <= _LIMITS["words"]:
            self._make_room(cost)
            self.update(new)

    @staticmethod
    def _make_room(cost: int) -> None:
        if WordCache.used + cost > _LIMITS["words"]:
            clear_words()
        WordCache.used += cost

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __reduce__(self) -> tuple[Any, ...]:
        return WordCache, (self.compute,)


class TextCache(Generic[T]):
    """A dict of text → value that forgets what was used least lately.

    Parameters
    ----------
    compute : callable
        The value of a text.
    factor : float
        What a value is taken to cost, in sizes of its text.

    Examples
    --------
    >>> upper = TextCache(str.upper, factor=2)
    >>> upper["a"], len(upper)
    ('A', 1)
    """

    _all: WeakSet[TextCache[Any]] = WeakSet()

    def __init__(self, compute: Callable[[str], T], factor: float) -> None:
        self.compute = compute
        self.factor = factor
        self.entries: OrderedDict[str, tuple[T, int]] = OrderedDict()
        self.used = 0
        TextCache._all.add(self)

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, text: str) -> T:
        with _LOCK:
            entry = self.entries.get(text)
            if entry is not None:
                self.entries.move_to_end(text)
                return entry[0]
        value = self.compute(text)
        cost = int(self.factor * sys.getsizeof(text)) + 4096
        limit = _LIMITS["texts"] // max(len(TextCache._all), 1)
        with _LOCK:
            if cost <= limit and text not in self.entries:
                self.entries[text] = value, cost
                self.used += cost
                while self.used > limit:
                    self.used -= self.entries.popitem(last=False)[1][1]
        return value

    def recent(self, count: int) -> list[T]:
        """Return the values used last, latest first."""
        with _LOCK:
            found: list[T] = []
            for key in reversed(self.entries):
                if len(found) == count:
                    break
                found.append(self.entries[key][0])
            return found

    def clear(self) -> None:
        """Forget everything."""
        with _LOCK:
            self.entries.clear()
            self.used = 0


def clear_words() -> None:
    """Empty the word caches."""
    with _LOCK:
        for cache in list(WordCache._all):
            dict.clear(cache)
        WordCache.used = 0


def clear() -> None:
    """Empty all caches of this process."""
    clear_words()
    for cache in list(TextCache._all):
        cache.clear()


def configure(words: int | None = None, texts: int | None = None) -> dict[str, int]:
    """Set the bounds of the caches of this process.

    Parameters
    ----------
    words, texts : int, optional
        Bytes, by estimate, of all that is kept about words and about texts. Less than a megabyte
        about words is taken as that; 0 keeps nothing about texts.

    Returns
    -------
    dict
        The bounds now in force.

    Examples
    --------
    >>> sorted(configure())
    ['texts', 'words']
    """
    for key, value in (("words", words), ("texts", texts)):
        if value is not None:
            if value < 0:
                raise ValueError(f"A bound of {value} bytes for {key!r} is less than nothing.")
            _LIMITS[key] = max(value, _LEAST_WORDS) if key == "words" else value
    clear()
    return dict(_LIMITS)


def usage() -> dict[str, int]:
    """Tell how many bytes, by estimate, the caches of this process hold."""
    return {"words": WordCache.used, "texts": sum(cache.used for cache in TextCache._all)}
