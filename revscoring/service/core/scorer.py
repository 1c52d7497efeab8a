"""Scores of revisions: from the cache, from work that is under way, or from new work."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from ...dependencies import Dependent
from ..cache import Claims, ScoreCache
from ..config import Limits
from ..metrics import Metrics
from .computing import REVISION_ID, WAITED, Computer
from .errors import (
    Overloaded,
    RequestTimeout,
    Unscored,
    WikiDown,
    score_of,
    timed_out,
)
from .following import Follower
from .jobs import Job
from .models import ServedModel, ServedWiki
from .pool import WorkerPool
from .requests import Outcome, Pair, ScoreRequest, cache_name
from .roots import WikiClient, WikiClients, WikiUnavailable
from .worker import Explained, Failure, Reading

__all__ = ["Scorer"]

#: Seconds after the deadline in which work that ended at the deadline says how.
GRACE: Final = 0.25

#: Seconds after which an overloaded service may be asked again.
RETRY_AFTER: Final = 1


class Scorer:
    """Scores revisions; equal work is done once.

    Parameters
    ----------
    limits : Limits
    cache : ScoreCache
    user_agent : str
    metrics : Metrics

    Attributes
    ----------
    pool : WorkerPool
        Replaced as a whole when models are loaded again.
    old_pools : list of WorkerPool
        Those that were replaced, for requests that still ask for their models.
    pending : int
        How many scores wait or are being computed.
    """

    def __init__(self, limits: Limits, cache: ScoreCache, user_agent: str, metrics: Metrics) -> None:
        self.limits = limits
        self.cache = cache
        self.metrics = metrics
        self.pool: WorkerPool | None = None
        self.old_pools: list[WorkerPool] = []
        self.pending = 0
        self._wikis = WikiClients(user_agent, metrics)
        self._computer = Computer(cache, self._wikis, metrics)
        self._running: dict[object, asyncio.Future[Outcome]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def wiki_client(self, host: str) -> WikiClient:
        """Return the client of a wiki."""
        return self._wikis.client(host)

    async def close(self) -> None:
        """End what is under way, and close connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._wikis.close()

    async def forget(self, wiki: ServedWiki, rev_id: int) -> None:
        """Remove the scores of a revision from the cache."""
        names = [cache_name(wiki.name, (rev_id, model)) for model in wiki.models.values()]
        await self.cache.delete_many(names)

    async def cached(self, request: ScoreRequest) -> dict[int, dict[str, Outcome]]:
        """Return the scores that are in the cache."""
        known: dict[int, dict[str, Outcome]] = {rev_id: {} for rev_id in request.rev_ids}
        for (rev_id, model), outcome in (await self._from_cache(request)).items():
            known[rev_id][model.name] = outcome
        return known

    async def score(self, request: ScoreRequest) -> dict[int, dict[str, Outcome]]:
        """Return the outcome of each model for each revision.

        Raises
        ------
        Overloaded
            If more scores would wait than the queue may hold.
        WikiDown, RequestTimeout
            If there is nothing but these to tell.
        """
        with self._using_pool(request.models) as pool:
            found = await self._from_cache(request) if request.is_plain else {}
            missing = [pair for pair in request.pairs if pair not in found]
            found |= await self._compute(request, missing, pool)
        self._raise_if_nothing(list(found.values()))
        self._count(request, found, set(missing))
        return {
            rev_id: {model.name: self._told(found[rev_id, model]) for model in request.models}
            for rev_id in request.rev_ids
        }

    async def explain(
        self, request: ScoreRequest, labels: Sequence[Any], roots: Sequence[Dependent]
    ) -> tuple[Explained | Unscored, dict[str, Any]]:
        """Explain the scores of one revision.

        Parameters
        ----------
        request : ScoreRequest
        labels : sequence
            For each model the label to explain.
        roots : sequence of Dependent
            More values to ask the wiki for.

        Returns
        -------
        (Explained or Unscored, dict)
            The second is the values of `roots` by name, without those that cannot be had.

        Raises
        ------
        Overloaded, WikiDown
        """
        self._admit(1)
        self.pending += 1
        try:
            with self._using_pool(request.models) as pool:
                values = await self._values_to_explain(request, roots)
                reading = Reading(values, [model.source for model in request.models], labels)
                explained = await pool.explain(reading, request.deadline, self.limits.timeout)
        finally:
            self.pending -= 1
        about = {str(root): values.get(str(root)) for root in roots}
        return explained, {name: value for name, value in about.items() if not isinstance(value, Failure)}

    async def _values_to_explain(self, request: ScoreRequest, roots: Sequence[Dependent]) -> dict[str, Any]:
        (rev_id,) = request.rev_ids
        values = {REVISION_ID: rev_id}
        if request.wiki.host is None:
            return values
        wanted = {str(root): root for model in request.models for root in model.roots()}
        wanted |= {str(root): root for root in roots}
        wanted.pop(REVISION_ID, None)
        try:
            return values | (await self._computer.fetch(request, wanted.values(), {rev_id: {}}))[rev_id]
        except WikiUnavailable as error:
            raise WikiDown(str(error), int(error.retry_after)) from error

    @contextmanager
    def _using_pool(self, models: Sequence[ServedModel]) -> Iterator[WorkerPool]:
        """Keep the processes that hold models while they are used."""
        assert self.pool is not None
        wanted = {model.source for model in models}
        pool = next((pool for pool in [self.pool, *self.old_pools] if wanted <= pool.sources), self.pool)
        pool.users += 1
        try:
            yield pool
        finally:
            pool.users -= 1

    async def _from_cache(self, request: ScoreRequest) -> dict[Pair, Outcome]:
        names = {request.cache_name(pair): pair for pair in request.pairs}
        values = await self.cache.get_many(list(names)) if names else {}
        scores = {names[name]: score_of(value) for name, value in values.items()}
        return {pair: score for pair, score in scores.items() if score is not None}

    async def _compute(
        self, request: ScoreRequest, pairs: Sequence[Pair], pool: WorkerPool
    ) -> dict[Pair, Outcome]:
        """Wait for what is not in the cache: for the work that is under way, or for new work."""
        keys = {pair: _key(request, pair) for pair in pairs}
        new = {pair: key for pair, key in keys.items() if key not in self._running}
        self._admit(len(new))
        for key in new.values():
            self._running[key] = asyncio.get_running_loop().create_future()
            self._running[key].add_done_callback(partial(self._forget_running, key))
            self.pending += 1
        futures = {pair: self._running[key] for pair, key in keys.items()}
        if new:
            job = Job(request, pool, self.limits.timeout, {pair: futures[pair] for pair in new})
            self._start(job)
        if futures:
            await asyncio.wait(futures.values(), timeout=max(0.0, request.seconds_left() + GRACE))
        late = timed_out(self.limits.timeout)
        return {pair: future.result() if future.done() else late for pair, future in futures.items()}

    def _admit(self, number: int) -> None:
        if self.pending + number > self.limits.queue:
            raise Overloaded("Too many scores are waiting; ask again later.", RETRY_AFTER)

    def _start(self, job: Job) -> None:
        """Compute in the background: who asked may go away, while others wait for the same."""
        job.pool.users += 1
        task = asyncio.get_running_loop().create_task(self._run(job))
        self._tasks.add(task)
        task.add_done_callback(partial(self._forget_task, job.pool))

    async def _run(self, job: Job) -> None:
        """Settle every score of a job, whatever happens."""
        try:
            if isinstance(self.cache, Claims) and job.request.is_plain:
                await Follower(self.cache, self._computer.compute, job).run()
            else:
                await self._computer.compute(job)
        except Exception as error:
            self.metrics.log_failure(error)
            job.settle_rest(Unscored("InternalError", "The score could not be computed."))
        finally:
            job.settle_rest(Unscored("WorkerDied", "The service is being stopped."))

    def _forget_task(self, pool: WorkerPool, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        pool.users -= 1

    def _forget_running(self, key: object, future: asyncio.Future[Outcome]) -> None:
        self._running.pop(key, None)
        self.pending -= 1

    def _told(self, outcome: Outcome) -> Outcome:
        return timed_out(self.limits.timeout) if outcome == WAITED else outcome

    def _raise_if_nothing(self, outcomes: Sequence[Outcome]) -> None:
        if not outcomes:
            return
        if all(outcome == WAITED for outcome in outcomes):
            raise RequestTimeout(f"No place was free for {round(self.limits.timeout)} seconds.")
        away = [one for one in outcomes if isinstance(one, Unscored) and one.type == "WikiUnavailable"]
        if len(away) == len(outcomes):
            raise WikiDown(away[0].message, int(away[0].retry_after or RETRY_AFTER))

    def _count(self, request: ScoreRequest, found: dict[Pair, Outcome], computed: set[Pair]) -> None:
        for pair, outcome in found.items():
            source = "computed" if pair in computed else "cache"
            if isinstance(outcome, Unscored):
                source = outcome.type
            self.metrics.count_score(request.wiki.name, pair[1].name, source)


def _key(request: ScoreRequest, pair: Pair) -> object:
    """Return what equal work has in common; with values of its own, nobody else asks the same."""
    if request.given:
        return object()
    rev_id, model = pair
    return (request.wiki.name, rev_id, model.name, model.version, request.features)
