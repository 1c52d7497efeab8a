"""New scores: the roots of revisions are fetched, and the workers compute."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from ...dependencies import Dependent
from ..cache import ScoreCache
from ..metrics import Metrics
from .batches import batches, by_features
from .errors import Scored, Unscored
from .jobs import Job
from .models import ServedModel
from .requests import ScoreRequest
from .roots import WikiClients, WikiUnavailable
from .worker import Work

__all__ = ["REVISION_ID", "WAITED", "Computer"]

#: The name of the node that holds the id of a revision.
REVISION_ID: Final = "datasource.revision.id"

#: Stands for scores that had no place in time.
WAITED: Final = Unscored("TimeoutError", "There was no free place in time.")


class Computer:
    """Computes scores, and keeps them in the cache.

    Parameters
    ----------
    cache : ScoreCache
    wikis : WikiClients
    metrics : Metrics
    """

    def __init__(self, cache: ScoreCache, wikis: WikiClients, metrics: Metrics) -> None:
        self.cache = cache
        self.wikis = wikis
        self.metrics = metrics

    async def compute(self, job: Job) -> None:
        """Settle every score of a job."""
        await asyncio.gather(
            *(
                _Batch(self, job, rev_ids, models).compute()
                for rev_ids, models in batches(job.futures, job.request.given)
            )
        )

    async def fetch(
        self, request: ScoreRequest, roots: Iterable[Dependent], known: Mapping[int, Mapping[str, Any]]
    ) -> dict[int, dict[str, Any]]:
        """Ask the wiki for the values of roots, before the deadline.

        Parameters
        ----------
        request : ScoreRequest
        roots : iterable of Dependent
        known : dict
            The revisions, and values of them that are known.

        Raises
        ------
        WikiUnavailable
        """
        assert request.wiki.host is not None
        work = self.wikis.client(request.wiki.host).roots(list(known), list(roots), known)
        with self.metrics.stage("fetch"):
            try:
                return await asyncio.wait_for(work, request.seconds_left())
            except asyncio.TimeoutError:
                raise WikiUnavailable("The wiki did not answer in time.") from None


class _Batch:
    """Revisions of a job that the same values are given for, with the models that are asked for them."""

    def __init__(
        self, computer: Computer, job: Job, rev_ids: Sequence[int], models: Sequence[ServedModel]
    ) -> None:
        self.computer = computer
        self.job = job
        self.request = job.request
        self.models = models
        self.known = {rev_id: job.request.values_of(rev_id) for rev_id in rev_ids}

    async def compute(self) -> None:
        """Score at once what needs nothing of the wiki, and the rest after asking it."""
        ready = [model for model in self.models if not self._missing_roots(model)]
        others = [model for model in self.models if model not in ready]
        await asyncio.gather(self._score(ready, {}), self._fetch_and_score(others))

    def _missing_roots(self, model: ServedModel) -> dict[str, Dependent]:
        """Return the roots that the wiki is asked for, by name."""
        if self.request.wiki.host is None:
            return {}
        roots = {str(root): root for root in model.roots(next(iter(self.known.values())))}
        roots.pop(REVISION_ID, None)
        return roots

    async def _fetch_and_score(self, models: Sequence[ServedModel]) -> None:
        if not models:
            return
        roots: dict[str, Dependent] = {}
        for model in models:
            roots |= self._missing_roots(model)
        try:
            values = await self.computer.fetch(self.request, roots.values(), self.known)
        except WikiUnavailable as error:
            away = Unscored("WikiUnavailable", str(error), error.retry_after)
            for rev_id, model in self.job.futures:
                if rev_id in self.known and model in models:
                    self.job.settle((rev_id, model), away)
        else:
            await self._score(models, values)

    async def _score(self, models: Sequence[ServedModel], values: Mapping[int, Mapping[str, Any]]) -> None:
        """Let the workers score revisions with the values that the wiki told."""
        work = []
        for rev_id, known in self.known.items():
            of_revision = [model for model in models if (rev_id, model) in self.job.futures]
            for group in by_features(of_revision):
                needed = {str(root) for root in group[0].roots(known)}
                roots = {name: value for name, value in values.get(rev_id, {}).items() if name in needed}
                work.append(self._score_revision(rev_id, group, {REVISION_ID: rev_id, **roots, **known}))
        await asyncio.gather(*work)

    async def _score_revision(
        self, rev_id: int, models: Sequence[ServedModel], values: Mapping[str, Any]
    ) -> None:
        """Let a worker score a revision with models that have the same features."""
        work = Work(values, [model.source for model in models], self.request.features)
        report = await self.job.pool.score(work, self.request.deadline, self.job.timeout)
        outcomes = [WAITED] * len(models) if report is None else report.outcomes
        self.computer.metrics.observe({} if report is None else report.seconds)
        found = {(rev_id, model): outcome for model, outcome in zip(models, outcomes, strict=True)}
        if not self.request.given:
            scores = {
                self.request.cache_name(pair): msgspec.json.encode(outcome.score)
                for pair, outcome in found.items()
                if isinstance(outcome, Scored)
            }
            if scores:
                await self.computer.cache.set_many(scores)
        for pair, outcome in found.items():
            self.job.settle(pair, outcome)
