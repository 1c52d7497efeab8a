"""Scores of revisions: from the cache, from work that is under way, or from new work."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final, TypeAlias

import msgspec

from ...dependencies import Dependent
from ..cache import Claims, ScoreCache
from ..config import Limits
from ..metrics import Metrics
from .batches import batches, by_features
from .errors import (
    Overloaded,
    RequestTimeout,
    Scored,
    Unscored,
    WikiDown,
    score_of,
    timed_out,
)
from .following import Follower
from .models import ServedModel, ServedWiki
from .pool import WorkerPool
from .roots import WikiClient, WikiUnavailable
from .worker import Explained, Failure, Reading, Work

__all__ = ["Outcome", "ScoreRequest", "Scorer", "cache_name"]

#: The score of a model for a revision, or the reason why there is none.
Outcome: TypeAlias = "Scored | Unscored"
#: What is computed: a revision, and a model.
Pair: TypeAlias = "tuple[int, ServedModel]"

#: The name of the node that holds the id of a revision.
REVISION_ID: Final = "datasource.revision.id"

#: Stands for scores that had no place in time; see `Scorer.score`.
WAITED: Final = Unscored("TimeoutError", "There was no free place in time.")

#: Seconds after the deadline in which work that ended at the deadline says how.
GRACE: Final = 0.25

#: Seconds after which an overloaded service may be asked again.
RETRY_AFTER: Final = 1


def cache_name(wiki: str, rev_id: int, model: ServedModel) -> str:
    """Return the name that a score has in the cache; colons in its parts are written as ``%3A``."""
    parts = (wiki, str(rev_id), model.name, model.version)
    return ":".join(part.replace("%", "%25").replace(":", "%3A") for part in parts)


@dataclass
class ScoreRequest:
    """What is asked for.

    Attributes
    ----------
    wiki : ServedWiki
    models : sequence of ServedModel
    rev_ids : sequence of int
    given : dict
        Values that win over what the wiki says, by revision, and name of the node.
    features : bool
        Whether the values of the features are asked for.
    deadline : float
        When the answer has to be there, by the clock of the loop.
    known : dict
        Values that an event has told, as the wiki would; by revision.
    pool : WorkerPool or None
        The processes that hold these models; the scorer's of the moment when it is asked.
    """

    wiki: ServedWiki
    models: Sequence[ServedModel]
    rev_ids: Sequence[int]
    deadline: float
    given: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    features: bool = False
    known: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    pool: WorkerPool | None = None


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
        self._user_agent = user_agent
        self._wikis: dict[str, WikiClient] = {}
        self._running: dict[object, asyncio.Future[Outcome]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def wiki_client(self, host: str) -> WikiClient:
        """Return the client of a wiki."""
        if host not in self._wikis:
            self._wikis[host] = WikiClient(host, self._user_agent, self.metrics)
        return self._wikis[host]

    async def close(self) -> None:
        """End what is under way, and close connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for client in self._wikis.values():
            await client.close()

    async def forget(self, wiki: ServedWiki, rev_id: int) -> None:
        """Remove the scores of a revision from the cache."""
        await self.cache.delete_many([cache_name(wiki.name, rev_id, model) for model in wiki.models.values()])

    async def score(self, request: ScoreRequest) -> dict[int, dict[str, Outcome]]:
        """Return the outcome of each model for each revision.

        Raises
        ------
        Overloaded
            If more scores would wait than the queue may hold.
        WikiDown, RequestTimeout
            If there is nothing but these to tell.
        """
        pool = self._pool_of(request.models)
        pool.users += 1
        try:
            found, computed = await self._find(replace(request, pool=pool))
        finally:
            pool.users -= 1
        self._raise_if_nothing(list(found.values()))
        for pair, outcome in found.items():
            source = "computed" if pair in computed else "cache"
            self.metrics.count_score(
                request.wiki.name, pair[1].name, outcome.type if isinstance(outcome, Unscored) else source
            )
        return {
            rev_id: {model.name: self._told(found[rev_id, model]) for model in request.models}
            for rev_id in request.rev_ids
        }

    def _pool_of(self, models: Sequence[ServedModel]) -> WorkerPool:
        assert self.pool is not None
        wanted = {model.source for model in models}
        return next((pool for pool in [self.pool, *self.old_pools] if wanted <= pool.sources), self.pool)

    async def _find(self, request: ScoreRequest) -> tuple[dict[Pair, Outcome], set[Pair]]:
        """Return all outcomes, and which of them were not in the cache."""
        found: dict[Pair, Outcome] = {}
        pairs = [(rev_id, model) for rev_id in request.rev_ids for model in request.models]
        if not request.features and not request.given:
            found = await self._from_cache(request.wiki.name, pairs)
        futures = self._join_or_start(request, [pair for pair in pairs if pair not in found])
        if futures:
            clock = asyncio.get_running_loop().time
            await asyncio.wait(futures.values(), timeout=max(0.0, request.deadline + GRACE - clock()))
        for pair, future in futures.items():
            found[pair] = future.result() if future.done() else timed_out(self.limits.timeout)
        return found, set(futures)

    async def cached(self, request: ScoreRequest) -> dict[int, dict[str, Outcome]]:
        """Return the scores that are in the cache."""
        pairs = [(rev_id, model) for rev_id in request.rev_ids for model in request.models]
        known: dict[int, dict[str, Outcome]] = {rev_id: {} for rev_id in request.rev_ids}
        for (rev_id, model), outcome in (await self._from_cache(request.wiki.name, pairs)).items():
            known[rev_id][model.name] = outcome
        return known

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
        pool, (rev_id,) = self._pool_of(request.models), request.rev_ids
        if self.pending + 1 > self.limits.queue:
            raise Overloaded("Too many scores are waiting; ask again later.", RETRY_AFTER)
        wanted = {str(root): root for model in request.models for root in model.roots()}
        wanted |= {str(root): root for root in roots}
        wanted.pop(REVISION_ID, None)
        self.pending += 1
        pool.users += 1
        try:
            values: dict[str, Any] = {}
            if request.wiki.host is not None:
                client = self.wiki_client(request.wiki.host)
                found = client.roots([rev_id], list(wanted.values()), {})
                remaining = request.deadline - asyncio.get_running_loop().time()
                values = (await asyncio.wait_for(found, remaining))[rev_id]
            reading = Reading(
                {REVISION_ID: rev_id, **values}, [model.source for model in request.models], labels
            )
            explained = await pool.explain(reading, request.deadline, self.limits.timeout)
        except asyncio.TimeoutError:
            raise WikiDown("The wiki did not answer in time.", RETRY_AFTER) from None
        except WikiUnavailable as error:
            raise WikiDown(str(error), int(error.retry_after)) from error
        finally:
            pool.users -= 1
            self.pending -= 1
        about = {str(root): values.get(str(root)) for root in roots}
        return explained, {name: value for name, value in about.items() if not isinstance(value, Failure)}

    def name(self, request: ScoreRequest, pair: Pair) -> str:
        """Return the name that a score of a request has in the cache."""
        return cache_name(request.wiki.name, *pair)

    async def _from_cache(self, wiki: str, pairs: Sequence[Pair]) -> dict[Pair, Outcome]:
        names = {cache_name(wiki, *pair): pair for pair in pairs}
        values = await self.cache.get_many(list(names)) if names else {}
        scores = {names[name]: score_of(value) for name, value in values.items()}
        return {pair: score for pair, score in scores.items() if score is not None}

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

    def _join_or_start(
        self, request: ScoreRequest, pairs: Sequence[Pair]
    ) -> dict[Pair, asyncio.Future[Outcome]]:
        """Return a future for each pair: of the work that is under way, or of new work."""
        futures: dict[Pair, asyncio.Future[Outcome]] = {}
        new: dict[Pair, object] = {}
        for pair in pairs:
            rev_id, model = pair
            key: object = (request.wiki.name, rev_id, model.name, model.version, request.features)
            if request.given:
                key = object()  # values of its own: nobody else asks the same
            running = self._running.get(key)
            if running is not None:
                futures[pair] = running
            else:
                new[pair] = key
        if self.pending + len(new) > self.limits.queue:
            raise Overloaded("Too many scores are waiting; ask again later.", RETRY_AFTER)
        loop = asyncio.get_running_loop()
        work: dict[Pair, asyncio.Future[Outcome]] = {}
        for pair, key in new.items():
            future = work[pair] = self._running[key] = loop.create_future()
            future.add_done_callback(partial(self._forget_running, key))
            self.pending += 1
        if work:
            assert request.pool is not None
            request.pool.users += 1
            task = loop.create_task(self._compute(request, work))
            self._tasks.add(task)
            task.add_done_callback(partial(self._forget_task, request.pool))
        return futures | work

    def _forget_task(self, pool: WorkerPool, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        pool.users -= 1

    def _forget_running(self, key: object, future: asyncio.Future[Outcome]) -> None:
        self._running.pop(key, None)
        self.pending -= 1

    async def _compute(self, request: ScoreRequest, work: dict[Pair, asyncio.Future[Outcome]]) -> None:
        """Give every future of new work its outcome, whatever happens."""
        own = request.given or request.features
        try:
            if isinstance(self.cache, Claims) and not own:
                await Follower(self, self.cache, request).run(work)
            else:
                await self.compute_here(request, work)
        except Exception as error:
            self.metrics.log_failure(error)
            _settle_rest(work, Unscored("InternalError", "The score could not be computed."))
        finally:
            _settle_rest(work, Unscored("WorkerDied", "The service is being stopped."))

    async def compute_here(self, request: ScoreRequest, work: Mapping[Pair, asyncio.Future[Outcome]]) -> None:
        """Fetch the roots of revisions, and let the workers score them."""
        pool = request.pool
        assert pool is not None
        loop = asyncio.get_running_loop()
        jobs = []
        for rev_ids, models in batches(work, request.given):
            jobs.append(self._compute_batch(request, pool, loop.time, rev_ids, models, work))
        await asyncio.gather(*jobs)

    async def _compute_batch(
        self,
        request: ScoreRequest,
        pool: WorkerPool,
        clock: Any,
        rev_ids: list[int],
        models: list[ServedModel],
        work: Mapping[Pair, asyncio.Future[Outcome]],
    ) -> None:
        given = {
            rev_id: {**request.known.get(rev_id, {}), **request.given.get(rev_id, {})} for rev_id in rev_ids
        }
        ready = [model for model in models if not self._needed(request, model, given)]
        others = [model for model in models if model not in ready]
        await asyncio.gather(
            self._score_models(request, pool, {}, given, ready, work),
            self._fetch_and_score(request, pool, clock, given, others, work),
        )

    async def _fetch_and_score(
        self,
        request: ScoreRequest,
        pool: WorkerPool,
        clock: Any,
        given: Mapping[int, dict[str, Any]],
        models: list[ServedModel],
        work: Mapping[Pair, asyncio.Future[Outcome]],
    ) -> None:
        if not models:
            return
        try:
            values = await self._roots(request, models, given, clock)
        except WikiUnavailable as error:
            away = Unscored("WikiUnavailable", str(error), error.retry_after)
            _settle_rest({pair: work[pair] for pair in work if pair[0] in given and pair[1] in models}, away)
            return
        await self._score_models(request, pool, values, given, models, work)

    async def _score_models(
        self,
        request: ScoreRequest,
        pool: WorkerPool,
        values: Mapping[int, Mapping[str, Any]],
        given: Mapping[int, dict[str, Any]],
        models: list[ServedModel],
        work: Mapping[Pair, asyncio.Future[Outcome]],
    ) -> None:
        jobs = []
        for rev_id, known in given.items():
            of_revision = [model for model in models if (rev_id, model) in work]
            for group in by_features(of_revision):
                needed = {str(root) for root in group[0].roots(known)}
                roots = {name: value for name, value in values.get(rev_id, {}).items() if name in needed}
                everything = {REVISION_ID: rev_id, **roots, **known}
                jobs.append(self._score_revision(request, pool, everything, rev_id, group, work))
        await asyncio.gather(*jobs)

    def _needed(
        self, request: ScoreRequest, model: ServedModel, given: Mapping[int, Mapping[str, Any]]
    ) -> dict[str, Dependent]:
        """Return the roots that the wiki is asked for, by name."""
        if request.wiki.host is None:
            return {}
        roots = {str(root): root for root in model.roots(next(iter(given.values())))}
        roots.pop(REVISION_ID, None)
        return roots

    async def _roots(
        self,
        request: ScoreRequest,
        models: list[ServedModel],
        given: Mapping[int, Mapping[str, Any]],
        clock: Any,
    ) -> dict[int, dict[str, Any]]:
        roots: dict[str, Dependent] = {}
        for model in models:
            roots |= self._needed(request, model, given)
        assert request.wiki.host is not None
        client = self.wiki_client(request.wiki.host)
        with self.metrics.stage("fetch"):
            try:
                return await asyncio.wait_for(
                    client.roots(list(given), list(roots.values()), given), request.deadline - clock()
                )
            except asyncio.TimeoutError:
                raise WikiUnavailable("The wiki did not answer in time.") from None

    async def _score_revision(
        self,
        request: ScoreRequest,
        pool: WorkerPool,
        values: dict[str, Any],
        rev_id: int,
        models: list[ServedModel],
        work: Mapping[Pair, asyncio.Future[Outcome]],
    ) -> None:
        task = Work(values, [model.source for model in models], request.features)
        report = await pool.score(task, request.deadline, self.limits.timeout)
        outcomes = [WAITED] * len(models) if report is None else report.outcomes
        self.metrics.observe({} if report is None else report.seconds)
        if not request.given:
            scores = {
                cache_name(request.wiki.name, rev_id, model): msgspec.json.encode(outcome.score)
                for model, outcome in zip(models, outcomes, strict=True)
                if isinstance(outcome, Scored)
            }
            if scores:
                await self.cache.set_many(scores)
        for model, outcome in zip(models, outcomes, strict=True):
            _settle(work[rev_id, model], outcome)


def _settle(future: asyncio.Future[Outcome], outcome: Outcome) -> None:
    if not future.done():
        future.set_result(outcome)


def _settle_rest(work: Mapping[Pair, asyncio.Future[Outcome]], outcome: Outcome) -> None:
    for future in work.values():
        _settle(future, outcome)
