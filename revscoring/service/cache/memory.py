"""Scores in the memory of the process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cachetools import LRUCache

__all__ = ["MemoryCache"]


class MemoryCache:
    """The scores that were asked for last.

    Parameters
    ----------
    size : int
        How many are kept.

    Examples
    --------
    >>> import asyncio
    >>> cache = MemoryCache(2)
    >>> async def main():
    ...     await cache.set_many({"a": b"1", "b": b"2", "c": b"3"})
    ...     return await cache.get_many(["a", "c"])
    >>> asyncio.run(main())
    {'c': b'3'}
    """

    def __init__(self, size: int = 100_000) -> None:
        self.size = size
        self._values: LRUCache[str, bytes] = LRUCache(size)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.size})"

    async def get_many(self, names: Sequence[str]) -> dict[str, bytes]:
        """See `ScoreCache`."""
        found = {name: self._values.get(name) for name in names}
        return {name: value for name, value in found.items() if value is not None}

    async def set_many(self, values: Mapping[str, bytes]) -> None:
        """See `ScoreCache`."""
        self._values.update(values)

    async def delete_many(self, names: Iterable[str]) -> None:
        """See `ScoreCache`."""
        for name in names:
            self._values.pop(name, None)

    async def close(self) -> None:
        """See `ScoreCache`."""
