"""Scores in Redis or valkey, which any number of services share, with claims on what they compute."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar, cast

import structlog

from .protocol import CacheError

__all__ = ["RedisCache"]

T = TypeVar("T")

logger = structlog.get_logger(__name__)

#: Seconds after which a command has failed.
TIMEOUT: Final = 1.0

#: Seconds for which a server that is away is not asked again.
PAUSE: Final = 1.0

#: Seconds for which an error is told to those who wait for a claimed score.
ERROR_SECONDS: Final = 5.0

#: What a claim holds; an outcome is JSON, which never begins like this.
CLAIMED: Final = b"claimed by "

#: Lets a claim last longer, if it is still ours.
RENEW: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""

#: Replaces a claim by an outcome, or removes it, if it is still ours.
RELEASE: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then return redis.call('DEL', KEYS[1]) end
return redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
"""


class RedisCache:
    """Scores in Redis.

    Parameters
    ----------
    url : str
    prefix : str
        What names begin with.
    """

    def __init__(self, url: str, prefix: str = "") -> None:
        try:
            from redis import asyncio as aioredis
            from redis.asyncio.retry import Retry
            from redis.backoff import NoBackoff
        except ImportError as error:
            raise CacheError(f"cache: {url}: install revscoring[redis] for it") from error
        self.prefix = f"{prefix}:" if prefix else ""
        self._owner = CLAIMED + uuid.uuid4().hex.encode()
        self._redis: Any = aioredis.Redis.from_url(
            url,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            health_check_interval=30,
            retry=Retry(NoBackoff(), 1),  # at once, on a new connection; by default it waits for seconds
        )
        self._release: Any = self._redis.register_script(RELEASE)
        self._renew: Any = self._redis.register_script(RENEW)
        self._away_until = 0.0

    async def get_many(self, names: Sequence[str]) -> dict[str, bytes]:
        """See `ScoreCache`."""
        values = await self._get([self.prefix + name for name in names])
        return {name: value for name, value in zip(names, values, strict=True) if value is not None}

    async def set_many(self, values: Mapping[str, bytes]) -> None:
        """See `ScoreCache`."""
        full = {self.prefix + name: value for name, value in values.items()}
        if full:
            await self._run(lambda: self._redis.mset(full), None)

    async def delete_many(self, names: Iterable[str]) -> None:
        """See `ScoreCache`."""
        full = [self.prefix + name for name in names]
        if full:
            await self._run(lambda: self._redis.delete(*full), None)

    async def claim(self, names: Sequence[str], seconds: float) -> set[str]:
        """See `Claims`; without Redis every name is this service's."""

        async def send() -> list[Any]:
            async with self._redis.pipeline(transaction=False) as pipeline:
                for name in names:
                    pipeline.set(self._claim_name(name), self._owner, nx=True, px=int(seconds * 1000))
                return cast("list[Any]", await pipeline.execute())

        claimed = await self._run(send, [True] * len(names))
        return {name for name, got in zip(names, claimed, strict=True) if got}

    async def renew(self, names: Sequence[str], seconds: float) -> None:
        """See `Claims`."""

        async def send() -> None:
            for name in names:
                await self._renew(keys=[self._claim_name(name)], args=[self._owner, int(seconds * 1000)])

        await self._run(send, None)

    async def release(self, outcomes: Mapping[str, bytes | None]) -> None:
        """See `Claims`."""

        async def send() -> None:
            for name, outcome in outcomes.items():
                await self._release(
                    keys=[self._claim_name(name)],
                    args=[self._owner, outcome or b"", int(ERROR_SECONDS * 1000)],
                )

        await self._run(send, None)

    async def look(self, names: Sequence[str]) -> dict[str, bytes | None]:
        """See `Claims`."""
        values = await self._get([self._claim_name(name) for name in names])
        return {
            name: None if value.startswith(CLAIMED) else value
            for name, value in zip(names, values, strict=True)
            if value is not None
        }

    async def close(self) -> None:
        """See `ScoreCache`."""
        await self._redis.aclose()

    async def _get(self, full_names: list[str]) -> list[bytes | None]:
        missing: list[bytes | None] = [None] * len(full_names)
        if not full_names:
            return missing
        return await self._run(lambda: self._redis.mget(full_names), missing)

    def _claim_name(self, name: str) -> str:
        return f"{self.prefix}{name}:claim"

    async def _run(self, send: Callable[[], Awaitable[T]], otherwise: T) -> T:
        """Send commands; while the server is away, return something else at once."""
        from redis.exceptions import RedisError

        if time.monotonic() < self._away_until:
            return otherwise
        try:
            return await send()
        except (RedisError, OSError, asyncio.TimeoutError) as error:
            self._away_until = time.monotonic() + PAUSE
            logger.warning("cache failed", error=str(error))
            with suppress(RedisError, OSError):  # idle connections are as dead as this one
                await self._redis.connection_pool.disconnect(inuse_connections=False)
            return otherwise
