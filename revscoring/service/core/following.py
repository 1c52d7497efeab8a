"""Work that services share: each score is computed by the one that claimed it; the others wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

import msgspec

from ..cache import Claims
from .errors import Unscored, score_of, timed_out, told_outcome
from .jobs import Job
from .requests import Outcome, Pair

__all__ = ["Follower"]

#: Seconds for which a claim holds; it is renewed while its owner lives.
CLAIM_SECONDS: Final = 3.0

#: Seconds between two looks at what others compute.
LOOK_EVERY: Final = 0.05


class Follower:
    """Computes of a job what this service could claim, and waits for what others claimed.

    Parameters
    ----------
    cache : Claims
        The cache that the services share.
    compute : callable
        Settles every score of a job.
    job : Job
    """

    def __init__(self, cache: Claims, compute: Callable[[Job], Awaitable[None]], job: Job) -> None:
        self.cache = cache
        self.compute = compute
        self.job = job
        self._names = {pair: job.request.cache_name(pair) for pair in job.futures}

    async def run(self) -> None:
        """Settle every score."""
        waiting = list(self._names)
        tasks: list[asyncio.Task[None]] = []
        try:
            while waiting and self.job.request.seconds_left() > 0:
                claimed = await self.cache.claim(self._names_of(waiting), CLAIM_SECONDS)
                mine = [pair for pair in waiting if self._names[pair] in claimed]
                waiting = [pair for pair in waiting if self._names[pair] not in claimed]
                if mine:
                    tasks.append(asyncio.create_task(self._compute(self.job.part(mine))))
                waiting = await self._collect(waiting)
                if waiting:
                    await asyncio.sleep(LOOK_EVERY)
            for pair in waiting:
                self.job.settle(pair, timed_out(self.job.timeout))
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()

    async def _collect(self, waiting: Sequence[Pair]) -> list[Pair]:
        """Take the outcomes that others have found; return what is still missing."""
        if not waiting:
            return []
        outcomes = await self.cache.look(self._names_of(waiting))
        found: dict[Pair, Outcome | None] = {}
        for pair in await self._take_from_cache(waiting):
            told = outcomes.get(self._names[pair])
            found[pair] = None if told is None else told_outcome(told)
        for pair, outcome in found.items():
            if outcome is not None:
                self.job.settle(pair, outcome)
        return [pair for pair, outcome in found.items() if outcome is None]

    async def _compute(self, mine: Job) -> None:
        """Compute claimed scores; what became known before the claim is taken from the cache."""
        renewal = asyncio.create_task(self._renew(self._names_of(mine.futures)))
        try:
            missing = await self._take_from_cache(list(mine.futures))
            if missing:
                await self.compute(mine.part(missing))
        finally:
            renewal.cancel()
            await self.cache.release({self._names[pair]: _as_told(mine, pair) for pair in mine.futures})

    async def _take_from_cache(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Settle what the cache has; return what it has not."""
        values = await self.cache.get_many(self._names_of(pairs))
        missing = []
        for pair in pairs:
            score = score_of(values.get(self._names[pair], b""))
            if score is None:
                missing.append(pair)
            else:
                self.job.settle(pair, score)
        return missing

    async def _renew(self, names: list[str]) -> None:
        while True:
            await asyncio.sleep(CLAIM_SECONDS / 3)
            await self.cache.renew(names, CLAIM_SECONDS)

    def _names_of(self, pairs: Iterable[Pair]) -> list[str]:
        return [self._names[pair] for pair in pairs]


def _as_told(job: Job, pair: Pair) -> bytes | None:
    """Return what those who wait are told: an error; a score is in the cache."""
    future = job.futures[pair]
    outcome = future.result() if future.done() and not future.cancelled() else None
    return msgspec.json.encode(outcome) if isinstance(outcome, Unscored) else None
