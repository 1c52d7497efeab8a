"""`ScoreProcessor`: scores of many revisions, asking in threads while computing in processes."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from .datasources.datasource import Datasource

__all__ = ["Datasource", "ScoreProcessor", "batch_rev_caches", "error_score", "sub_dict"]

#: How many revisions are scored at a time, which is quicker than one by one.
SCORED_TOGETHER: Final = 10


def error_score(error: BaseException) -> dict[str, str]:
    """Return an error as a document, to stand where a score would.

    Examples
    --------
    >>> from revscoring.errors import RevisionNotFound
    >>> error_score(RevisionNotFound("{revision}", 6))["message"]
    'RevisionNotFound: Could not find revision ({revision}:6)'
    """
    return {"type": type(error).__name__, "message": str(error)}


def sub_dict(d: Mapping[Any, Any] | None, keys: Iterable[Any]) -> dict[Any, Any]:
    """Return the part of a dict that has the keys.

    Examples
    --------
    >>> sub_dict({1: "a", 2: "b"}, [2, 3])
    {2: 'b'}
    """
    return {key: d[key] for key in keys if key in d} if d else {}


def batch_rev_caches(
    batches: Iterable[Sequence[int]], caches: Mapping[int, Any] | None, cache: Mapping[Any, Any] | None
) -> Iterator[tuple[Sequence[int], dict[int, Any], Mapping[Any, Any] | None]]:
    """Yield each batch with the caches of its revisions, and the cache of all.

    Examples
    --------
    >>> list(batch_rev_caches([[5, 6], [7]], {6: {"a": 1}}, None))
    [([5, 6], {6: {'a': 1}}, None), ([7], {}, None)]
    """
    for batch in batches:
        yield batch, sub_dict(caches, batch), cache


class ScoreProcessor:
    """Scores revisions with a model.

    Threads get the root values from an extractor, a bounded number of batches ahead; processes compute
    the features; scores come in the order of the revisions. A revision that fails has an error document
    for its score, and never ends the stream.

    Parameters
    ----------
    scoring_model : Model
    extractor : Extractor
        Such as `revscoring.extractors.api.Extractor`.
    cpu_workers : int, optional
        Processes; one for each core by default. With 0 everything is computed in this process.
    io_workers : int, optional
        Threads, each of which gets a batch; a quarter of the processes, but 2 to 10, by default.
    batch_size : int
        How many revisions to get at a time.
    timeout : float, optional
        Seconds after which a revision is given up.

    Attributes
    ----------
    root_datasources : list of Datasource
        What is asked of the extractor.

    Examples
    --------
    >>> from revscoring.extractors import OfflineExtractor
    >>> from revscoring.features import wikitext
    >>> from revscoring.scoring import Model
    >>> class Long(Model):
    ...     def score(self, feature_values):
    ...         return {"prediction": feature_values[0] > 2}
    >>> caches = {5: {"datasource.revision.text": "Two words"}}
    >>> with ScoreProcessor(Long([wikitext.revision.words]), OfflineExtractor(), cpu_workers=0) as processor:
    ...     for rev_id, score in processor.score([5, 6], caches=caches):
    ...         print(rev_id, score.get("prediction", score.get("type")))
    5 False
    6 CaughtDependencyError
    """

    IO_WORKER_MULTIPLIER = 0.25
    MIN_IO_WORKERS = 2
    MAX_IO_WORKERS = 10

    def __init__(
        self,
        scoring_model: Any,
        extractor: Any,
        cpu_workers: int | None = None,
        io_workers: int | None = None,
        batch_size: int = 50,
        *,
        timeout: float | None = None,
    ) -> None:
        from .extractors.api.prefetch import roots_of

        self.model = scoring_model
        self.extractor = extractor
        self.cpu_workers = (os.cpu_count() or 1) if cpu_workers is None else int(cpu_workers)
        share = int(self.cpu_workers * self.IO_WORKER_MULTIPLIER)
        default = min(max(share, self.MIN_IO_WORKERS), self.MAX_IO_WORKERS)
        self.io_workers = default if io_workers is None else int(io_workers)
        self.batch_size = int(batch_size)
        self.timeout = timeout
        roots = roots_of(scoring_model.features)
        self.root_datasources = [root for root in roots if isinstance(root, Datasource)]
        self._running: list[Iterator[Any]] = []

    def score(
        self, rev_ids: int | Iterable[int], caches: Any = None, cache: Any = None
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield (id, score or error document) of revisions, in their order.

        Parameters
        ----------
        rev_ids : int or iterable of int
            Read as needed.
        caches : dict, optional
            Revision id → values for it.
        cache : dict, optional
            Values for all revisions; those of `caches` win.
        """
        ids: Iterable[int] = rev_ids if isinstance(rev_ids, Iterable) else [rev_ids]
        stream = self._score(ids, caches or {}, cache or {})
        self._running.append(stream)
        return stream

    def _score(self, rev_ids: Iterable[int], caches: Any, cache: Any) -> Iterator[tuple[int, dict[str, Any]]]:
        from .extractors.api.prefetch import fetch_tasks
        from .extractors.workers import extract_many

        waiting: deque[int] = deque()

        def observations() -> Iterator[dict[str, Any]]:
            for rev_id in rev_ids:
                waiting.append(rev_id)
                yield {"rev_id": rev_id, "cache": {**cache, **(caches.get(rev_id) or {})}}

        features = self.model.features
        tasks = fetch_tasks(
            self.extractor,
            observations(),
            features,
            batch_size=self.batch_size,
            threads=self.io_workers,
            give_up=False,
        )
        extractions = extract_many(
            tasks,
            features,
            context=getattr(self.extractor, "context", None),
            workers=self.cpu_workers,
            timeout=self.timeout,
            batch_size=min(self.batch_size, SCORED_TOGETHER),
            start_first=True,
        )
        for extraction in extractions:
            rev_id = waiting.popleft()
            if extraction.error is not None:
                yield rev_id, error_score(extraction.error)
                continue
            try:
                score = self.model.score(extraction.values)
            except Exception as error:
                score = error_score(error)
            yield rev_id, score

    def close(self) -> None:
        """End what is under way."""
        running, self._running = self._running, []
        for stream in running:
            stream.close()  # type: ignore[attr-defined]

    def __enter__(self) -> ScoreProcessor:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
