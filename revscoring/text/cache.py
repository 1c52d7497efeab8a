"""Caches of a process: results about words and texts, within a number of bytes.

Values never depend on them. `configure` sets the bounds, `clear` empties the caches, `usage` returns
how much they hold, by estimate.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from itertools import islice
from threading import RLock
from typing import Any, Generic, TypeVar
from weakref import WeakSet

__all__ = ["ByteCache", "TextCache", "WordCache", "clear", "configure", "usage"]

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

#: Bounds in bytes: of all word caches together, and of all other caches together.
_LIMITS = {"words": 64 * 2**20, "texts": 128 * 2**20}
#: Below this the words of one text would push each other out.
_LEAST_WORDS = 2**20
#: What an entry of a word cache costs besides its word.
_ENTRY = 200
_LOCK = RLock()


class WordCache(dict[str, T], Generic[T]):
    """A dict of word → value that computes missing values.

    Parameters
    ----------
    compute : callable
        Returns the value of a word.

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
        """Set one value for many words without computing it; do nothing if they are too many to be kept."""
        new = dict.fromkeys(words, value)
        cost = _ENTRY * len(new) + 2 * sum(map(len, new))
        if cost <= _LIMITS["words"]:
            self._make_room(cost)
            self.update(new)

    @staticmethod
    def _make_room(cost: int) -> None:
        if WordCache.used + cost > _LIMITS["words"]:
            _clear_words()
        WordCache.used += cost

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __reduce__(self) -> tuple[type[WordCache[T]], tuple[Callable[[str], T]]]:
        return WordCache, (self.compute,)


class ByteCache(Generic[K, T]):
    """A mapping that drops what was used least recently when it holds too many bytes.

    Examples
    --------
    >>> cache = ByteCache()
    >>> cache.put("a", 1, 1000)
    >>> cache.get("a"), cache.get("b"), cache.used
    (1, None, 1000)
    """

    _all: WeakSet[ByteCache[Any, Any]] = WeakSet()

    def __init__(self) -> None:
        self._entries: OrderedDict[K, tuple[T, int]] = OrderedDict()
        self.used = 0
        ByteCache._all.add(self)

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: K) -> T | None:
        """Return the value of a key, or None."""
        with _LOCK:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: K, value: T, cost: int) -> None:
        """Keep a value that takes a number of bytes, unless that is more than the cache may hold."""
        limit = _LIMITS["texts"] // len(ByteCache._all)
        with _LOCK:
            if cost <= limit and key not in self._entries:
                self._entries[key] = value, cost
                self.used += cost
                while self.used > limit:
                    self.used -= self._entries.popitem(last=False)[1][1]

    def recent(self, count: int) -> list[T]:
        """Return the values used last, latest first."""
        with _LOCK:
            return [value for value, _ in islice(reversed(self._entries.values()), count)]

    def clear(self) -> None:
        """Drop everything."""
        with _LOCK:
            self._entries.clear()
            self.used = 0


class TextCache(ByteCache[str, T]):
    """A mapping of text → value that computes missing values.

    Parameters
    ----------
    compute : callable
        Returns the value of a text.
    factor : float
        What a value is taken to cost, in sizes of its text.

    Examples
    --------
    >>> upper = TextCache(str.upper, factor=2)
    >>> upper["a"], len(upper)
    ('A', 1)
    """

    def __init__(self, compute: Callable[[str], T], factor: float) -> None:
        super().__init__()
        self.compute = compute
        self.factor = factor

    def __getitem__(self, text: str) -> T:
        value = self.get(text)
        if value is None:
            value = self.compute(text)
            self.put(text, value, int(self.factor * sys.getsizeof(text)) + 4096)
        return value


def _clear_words() -> None:
    with _LOCK:
        for cache in list(WordCache._all):
            dict.clear(cache)
        WordCache.used = 0


def clear() -> None:
    """Empty all caches of this process."""
    _clear_words()
    for cache in list(ByteCache._all):
        cache.clear()


def configure(words: int | None = None, texts: int | None = None) -> dict[str, int]:
    """Set the bounds of the caches of this process, and empty them.

    Parameters
    ----------
    words, texts : int, optional
        Bytes, by estimate, of all that is kept about words and about texts. Less than a megabyte
        about words is taken as a megabyte; 0 keeps nothing about texts.

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
    """Return how many bytes, by estimate, the caches of this process hold."""
    return {"words": WordCache.used, "texts": sum(cache.used for cache in ByteCache._all)}
