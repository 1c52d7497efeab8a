"""Work that services share: each score is computed by the one that claimed it; the others wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from ..cache import Claims
from .errors import Unscored, score_of, told_outcome

if TYPE_CHECKING:
    from .scorer import Outcome, Pair, Scorer, ScoreRequest

__all__ = ["Follower"]

#: Seconds for which a claim holds; it is renewed while its owner lives.
CLAIM_SECONDS: Final = 3.0

#: Seconds between two looks at what others compute.
LOOK_EVERY: Final = 0.05


class Follower:
    """Computes what this service could claim, and waits for what others claimed."""

    def __init__(self, scorer: Scorer, claims: Claims, request: ScoreRequest) -> None:
        self.scorer = scorer
        self.claims = claims
        self.request = request

    async def run(self, work: Mapping[Pair, asyncio.Future[Outcome]]) -> None:
        """Give every future its outcome."""
        names = {pair: self.scorer.name(self.request, pair) for pair in work}
        clock = asyncio.get_running_loop().time
        waiting = dict(work)
        jobs: list[asyncio.Task[None]] = []
        try:
            while waiting and clock() < self.request.deadline:
                claimed = await self.claims.claim([names[pair] for pair in waiting], CLAIM_SECONDS)
                mine = {pair: waiting.pop(pair) for pair in list(waiting) if names[pair] in claimed}
                if mine:
                    jobs.append(asyncio.create_task(self._compute(mine, names)))
                await self._collect(waiting, names)
                if waiting:
                    await asyncio.sleep(LOOK_EVERY)
            await asyncio.gather(*jobs)
        finally:
            for job in jobs:
                job.cancel()

    async def _collect(self, waiting: dict[Pair, asyncio.Future[Outcome]], names: Mapping[Pair, str]) -> None:
        """Take the outcomes that others have found."""
        if not waiting:
            return
        outcomes = await self.claims.look([names[pair] for pair in waiting])
        scores = await self.scorer.cache.get_many([names[pair] for pair in waiting])
        for pair in list(waiting):
            told = outcomes.get(names[pair])
            outcome: Outcome | None = score_of(scores.get(names[pair], b""))
            if outcome is None and told is not None:
                outcome = told_outcome(told)
            if outcome is not None:
                _settle(waiting.pop(pair), outcome)

    async def _compute(self, mine: dict[Pair, asyncio.Future[Outcome]], names: Mapping[Pair, str]) -> None:
        """Compute claimed scores; what became known before the claim is taken from the cache."""
        renewal = asyncio.create_task(self._renew([names[pair] for pair in mine]))
        try:
            known = await self.scorer.cache.get_many([names[pair] for pair in mine])
            for pair, future in mine.items():
                score = score_of(known.get(names[pair], b""))
                if score is not None:
                    _settle(future, score)
            rest = {pair: future for pair, future in mine.items() if not future.done()}
            if rest:
                await self.scorer.compute_here(self.request, rest)
        finally:
            renewal.cancel()
            await self.claims.release({names[pair]: _as_told(future) for pair, future in mine.items()})

    async def _renew(self, names: list[str]) -> None:
        while True:
            await asyncio.sleep(CLAIM_SECONDS / 3)
            await self.claims.renew(names, CLAIM_SECONDS)


def _settle(future: asyncio.Future[Outcome], outcome: Outcome) -> None:
    if not future.done():
        future.set_result(outcome)


def _as_told(future: asyncio.Future[Outcome]) -> bytes | None:
    """Return what those who wait are told: an error; a score is in the cache."""
    outcome = future.result() if future.done() and not future.cancelled() else None
    return msgspec.json.encode(outcome) if isinstance(outcome, Unscored) else None
