"""`ScoreProcessor`: scores of many revisions; threads fetch root values while processes compute features."""

from __future__ import annotations

import os
from collections.abc import Generator, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from .datasources.datasource import Datasource
from .errors import compatible_text
from .extractors.tasks import roots_of

if TYPE_CHECKING:
    from .extractors import Extractor
    from .observations import ErrorDocument
    from .scoring import Model, Score

__all__ = ["Datasource", "ScoreProcessor", "batch_rev_caches", "error_score", "sub_dict"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
#: A revision id, and its score or an error document.
Result: TypeAlias = "tuple[int, Score | ErrorDocument]"


def error_score(error: BaseException) -> ErrorDocument:
    """Return the document of an error, in the place of a score.

    Examples
    --------
    >>> from revscoring.errors import RevisionNotFound
    >>> error_score(RevisionNotFound("{revision}", 6))["message"]
    'RevisionNotFound: Could not find revision ({revision}:6)'
    """
    return {"type": type(error).__name__, "message": compatible_text(error)}


def sub_dict(d: Mapping[K, V] | None, keys: Iterable[K]) -> dict[K, V]:
    """Return the part of a dict that has the keys.

    Examples
    --------
    >>> sub_dict({1: "a", 2: "b"}, [2, 3])
    {2: 'b'}
    """
    return {key: d[key] for key in keys if key in d} if d else {}


def batch_rev_caches(
    batches: Iterable[Sequence[int]], caches: Mapping[int, V] | None, cache: Mapping[Any, Any] | None
) -> Iterator[tuple[Sequence[int], dict[int, V], Mapping[Any, Any] | None]]:
    """Yield each batch with the caches of its revisions, and the cache of all.

    Examples
    --------
    >>> list(batch_rev_caches([[5, 6], [7]], {6: {"a": 1}}, None))
    [([5, 6], {6: {'a': 1}}, None), ([7], {}, None)]
    """
    for batch in batches:
        yield batch, sub_dict(caches, batch), cache


class ScoreProcessor:
    """A processor that scores many revisions with a model.

    Threads fetch the root values with an extractor, a bounded number of batches at a time; processes compute
    the features; scores come in the order of the revisions. A revision that fails gets an error document
    instead of a score, and does not end the iteration.

    Parameters
    ----------
    scoring_model : Model
    extractor : Extractor
    cpu_workers : int, optional
        Processes; one for each core by default. With 0 everything is computed in this process.
    io_workers : int, optional
        Threads, each of which fetches a batch; a quarter of the processes, but 2 to 10, by default.
    batch_size : int
        How many revisions a batch has.
    timeout : float, optional
        Seconds after which a revision fails.

    Attributes
    ----------
    root_datasources : list of Datasource
        The datasources whose values the extractor provides.

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
        scoring_model: Model,
        extractor: Extractor,
        cpu_workers: int | None = None,
        io_workers: int | None = None,
        batch_size: int = 50,
        *,
        timeout: float | None = None,
    ) -> None:
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
        self._running: list[Generator[Result, None, None]] = []

    def score(
        self,
        rev_ids: int | Iterable[int],
        caches: Mapping[int, Any] | None = None,
        cache: Mapping[Any, Any] | None = None,
    ) -> Iterator[Result]:
        """Yield (id, score or error document) of revisions, in order; see `Extractor.extract`.

        The ids are read as needed. Values of `caches` win over those of `cache`.
        """
        ids: Iterable[int] = rev_ids if isinstance(rev_ids, Iterable) else [rev_ids]
        stream = self._score(ids, caches or {}, cache or {})
        self._running.append(stream)
        return stream

    def _score(
        self, rev_ids: Iterable[int], caches: Mapping[int, Any], cache: Mapping[Any, Any]
    ) -> Generator[Result, None, None]:
        from .extractors.api import extract_observations

        for observation, extraction in extract_observations(
            self.extractor,
            ({"rev_id": rev_id, "cache": {**cache, **(caches.get(rev_id) or {})}} for rev_id in rev_ids),
            self.model.features,
            batch_size=self.batch_size,
            threads=self.io_workers,
            give_up=False,
            workers=self.cpu_workers,
            timeout=self.timeout,
        ):
            score: Score | ErrorDocument
            try:
                if extraction.error is not None:
                    raise extraction.error
                score = self.model.score(extraction.values or ())
            except Exception as error:
                score = error_score(error)
            yield observation["rev_id"], score

    def close(self) -> None:
        """End the iterations that are under way."""
        running, self._running = self._running, []
        for stream in running:
            stream.close()

    def __enter__(self) -> ScoreProcessor:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
