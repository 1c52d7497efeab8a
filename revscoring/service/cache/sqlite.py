"""Scores in a SQLite file, which the services of one machine can share."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

import structlog

from .protocol import CacheError

__all__ = ["SQLiteCache"]

T = TypeVar("T")

logger = structlog.get_logger(__name__)

#: Seconds that a command waits while others write to the file.
PATIENCE: Final = 1.0

#: Seconds for which a file that failed is not used.
PAUSE: Final = 1.0


class SQLiteCache:
    """A table of names and values; one thread works on it.

    Parameters
    ----------
    path : str
    prefix : str
        What names begin with.

    Raises
    ------
    CacheError
        If the file cannot be opened, or is none of SQLite.
    """

    def __init__(self, path: str, prefix: str = "") -> None:
        self.path = path
        self.prefix = f"{prefix}:" if prefix else ""
        self._away_until = 0.0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-cache")
        try:
            self._connection = sqlite3.connect(path, timeout=PATIENCE, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.execute("CREATE TABLE IF NOT EXISTS score (name TEXT PRIMARY KEY, value BLOB)")
            self._connection.commit()
        except sqlite3.Error as error:
            raise CacheError(f"cache: {path}: {error}") from error

    async def get_many(self, names: Sequence[str]) -> dict[str, bytes]:
        """See `ScoreCache`."""
        full = {self.prefix + name: name for name in names}
        marks = ",".join("?" * len(full))
        query = f"SELECT name, value FROM score WHERE name IN ({marks})"

        def read() -> dict[str, bytes]:
            rows = self._connection.execute(query, list(full)).fetchall()
            return {full[name]: value for name, value in rows if isinstance(value, bytes)}

        return await self._run(read, {})

    async def set_many(self, values: Mapping[str, bytes]) -> None:
        """See `ScoreCache`."""
        rows = [(self.prefix + name, value) for name, value in values.items()]

        def write() -> None:
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO score VALUES (?, ?)", rows)

        await self._run(write, None)

    async def delete_many(self, names: Iterable[str]) -> None:
        """See `ScoreCache`."""
        rows = [(self.prefix + name,) for name in names]

        def delete() -> None:
            with self._connection:
                self._connection.executemany("DELETE FROM score WHERE name = ?", rows)

        await self._run(delete, None)

    async def close(self) -> None:
        """See `ScoreCache`."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._connection.close)
        self._thread.shutdown()

    async def _run(self, work: Callable[[], T], otherwise: T) -> T:
        """Run work in the thread; if the file fails, return something else, for a while at once."""

        def run() -> T:
            if time.monotonic() < self._away_until:
                return otherwise
            try:
                return work()
            except sqlite3.Error as error:
                self._away_until = time.monotonic() + PAUSE
                logger.warning("cache failed", path=self.path, error=str(error))
                return otherwise

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)
