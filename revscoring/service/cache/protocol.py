"""What every cache of scores can do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from ..config import ConfigError

__all__ = ["CacheError", "Claims", "ScoreCache"]


class CacheError(ConfigError):
    """The address of a cache cannot be used."""


class ScoreCache(Protocol):
    """Values, which are JSON, by name.

    A cache that is away never raises: nothing is found there, and what is put there is lost. It says so in
    its logs.
    """

    async def get_many(self, names: Sequence[str]) -> dict[str, bytes]:
        """Return the values that there are."""

    async def set_many(self, values: Mapping[str, bytes]) -> None:
        """Keep values."""

    async def delete_many(self, names: Iterable[str]) -> None:
        """Remove values."""

    async def close(self) -> None:
        """Close connections and files."""


@runtime_checkable
class Claims(ScoreCache, Protocol):
    """A cache that several services share also knows which of them computes a score."""

    async def claim(self, names: Sequence[str], seconds: float) -> set[str]:
        """Return the names that nobody else had claimed; they are this service's for so many seconds."""

    async def renew(self, names: Sequence[str], seconds: float) -> None:
        """Hold claims of this service for so many seconds more."""

    async def release(self, outcomes: Mapping[str, bytes | None]) -> None:
        """Give claims back; an outcome that is not None, an error, is told to those who wait."""

    async def look(self, names: Sequence[str]) -> dict[str, bytes | None]:
        """Return what became of names: an outcome, or None while claimed; those given back are missing."""
