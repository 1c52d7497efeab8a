"""Scores that have to be computed, and those who wait for them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from .pool import WorkerPool
from .requests import Outcome, Pair, ScoreRequest

__all__ = ["Job"]


@dataclass(frozen=True)
class Job:
    """Scores to compute.

    Attributes
    ----------
    request : ScoreRequest
        What they are asked by; it may ask for more than these.
    pool : WorkerPool
        The processes that hold the models.
    timeout : float
        The seconds that a request may take, which errors name.
    futures : dict of Pair to Future
        What those who asked wait for.
    """

    request: ScoreRequest
    pool: WorkerPool
    timeout: float
    futures: Mapping[Pair, asyncio.Future[Outcome]]

    def settle(self, pair: Pair, outcome: Outcome) -> None:
        """Tell an outcome, if none is told yet."""
        if not self.futures[pair].done():
            self.futures[pair].set_result(outcome)

    def settle_rest(self, outcome: Outcome) -> None:
        """Tell the same outcome for all that have none."""
        for pair in self.futures:
            self.settle(pair, outcome)

    def part(self, pairs: Iterable[Pair]) -> Job:
        """Return a job for some of the scores."""
        return replace(self, futures={pair: self.futures[pair] for pair in pairs})

    def unsettled(self) -> list[Pair]:
        """Return what has no outcome yet."""
        return [pair for pair, future in self.futures.items() if not future.done()]
