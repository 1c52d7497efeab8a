"""Fetching root values in threads, some batches ahead of those who compute with them.

Works with any extractor. What a batch's request cannot give is asked for in smaller batches, so that a
failure costs the revisions that it is about; only a wiki that does not answer at all ends the run.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any, Final, TypeVar

from revscoring.dependencies import dig
from revscoring.dependencies.dependent import not_implemented
from revscoring.errors import CaughtDependencyError, DependencyError

from ..workers import Task
from .retries import is_transient

__all__ = ["THREADS", "WikiUnreachable", "extract_batch", "fetch_tasks", "map_ahead", "roots_of"]

#: How many batches are asked for at a time, unless the caller says otherwise: a wiki is shared.
THREADS: Final = 2

T = TypeVar("T")
R = TypeVar("R")
Answer = tuple[Exception | None, list[Any] | None]


class WikiUnreachable(RuntimeError):
    """A wiki does not answer any more; going on would only turn every revision into an error."""


def map_ahead(
    function: Callable[[T], R], items: Iterable[T], threads: int = THREADS, ahead: int | None = None
) -> Iterator[R]:
    """Yield what a function returns for items, in order, working ahead in threads.

    Parameters
    ----------
    function : callable
    items : iterable
        Read as needed.
    threads : int
    ahead : int, optional
        How many results may wait to be taken, twice the threads by default.

    Examples
    --------
    >>> list(map_ahead(str, range(3)))
    ['0', '1', '2']
    """
    ahead = 2 * threads if ahead is None else ahead
    source = iter(items)
    waiting: deque[Future[R]] = deque()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="revscoring-fetch")
    try:
        for item in islice(source, ahead):
            waiting.append(pool.submit(function, item))
        while waiting:
            result = waiting.popleft().result()
            for item in islice(source, 1):
                waiting.append(pool.submit(function, item))
            yield result
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def roots_of(dependents: Sequence[Any], given: Iterable[Any] = ()) -> list[Any]:
    """Return the input nodes below some dependents, whose values an extractor has to give.

    Parameters
    ----------
    dependents : sequence of Dependent
    given : iterable of Dependent or str
        Nodes whose values are known; they are not entered.

    Examples
    --------
    >>> from revscoring.datasources.revision_oriented import revision
    >>> roots_of([revision.timestamp, revision.text], given=[revision.text])
    [<datasource.revision.timestamp_str>]
    """
    known = dict.fromkeys(given)
    leaves = dig(list(dependents), cache=known)
    return [
        leaf for leaf in leaves if getattr(leaf, "process", None) is not_implemented and leaf not in known
    ]


def extract_batch(
    extractor: Any,
    rev_ids: Sequence[int],
    dependents: Sequence[Any],
    caches: Mapping[int, Any] | None = None,
    profile: Any = None,
) -> list[Answer]:
    """Return (error, values) for each of some revisions, whatever happens to the batch.

    Parameters
    ----------
    extractor : Extractor
    rev_ids : sequence of int
    dependents : sequence of Dependent
    caches : dict, optional
        Revision id → cache.
    profile : dict, optional

    Raises
    ------
    WikiUnreachable
        When a request failed for good and the wiki does not answer a simple question either.
    """
    own = {rev_id: dict((caches or {}).get(rev_id, ())) for rev_id in rev_ids}
    try:
        answers = extractor.extract(list(rev_ids), dependents, caches=own, profile=profile)
        return [_solved(error, values) for error, values in answers]
    except Exception as error:
        client = getattr(extractor, "client", None)
        if client is not None and is_transient(error):
            _make_sure_it_answers(client, error)
        if len(rev_ids) == 1:
            caught = CaughtDependencyError(f"Could not fetch revision {rev_ids[0]}: {error}", error)
            return [(caught, None)]
    middle = len(rev_ids) // 2
    return [
        answer
        for part in (rev_ids[:middle], rev_ids[middle:])
        for answer in extract_batch(extractor, part, dependents, caches, profile)
    ]


def _solved(error: Exception | None, values: Any) -> Answer:
    """Return an answer whose values are computed; some extractors leave that to the taker."""
    if error is not None:
        return error, None
    try:
        return None, list(values)
    except (DependencyError, RuntimeError) as failure:
        return failure, None


def _make_sure_it_answers(client: Any, failure: Exception) -> None:
    try:
        client.get({"action": "query", "meta": "siteinfo"})
    except Exception as error:
        host = getattr(client.session, "host", "the wiki")
        raise WikiUnreachable(f"{host} does not answer any more: {failure}") from error


def fetch_tasks(
    extractor: Any,
    observations: Iterable[dict[str, Any]],
    dependents: Sequence[Any],
    *,
    batch_size: int = 50,
    threads: int = THREADS,
    profile: dict[str, list[float]] | None = None,
    give_up: bool = True,
) -> Iterator[Task]:
    """Yield tasks for `extract_many`: the root values of observations, in their order.

    Parameters
    ----------
    extractor : Extractor
        Its ``extract(rev_ids, dependents, caches=…, profile=…)`` yields (error, values).
    observations : iterable of dict
        Each with a ``rev_id``; values in its ``cache`` are used. Read as needed.
    dependents : sequence of Dependent
        What is to be computed.
    batch_size : int
        How many revisions to ask for at a time.
    threads : int
        How many batches to ask for at a time.
    profile : dict, optional
        Name of node → list of seconds, extended in place with the times of requests.
    give_up : bool
        Raise when the wiki does not answer at all, instead of yielding an error for each revision.

    Examples
    --------
    >>> from revscoring.datasources.revision_oriented import revision
    >>> class Echo:
    ...     def extract(self, rev_ids, dependents, caches, profile):
    ...         return [(None, [f"text {rev_id}"]) for rev_id in rev_ids]
    >>> [task.cache for task in fetch_tasks(Echo(), [{"rev_id": 5}], [revision.text])]
    [{'datasource.revision.text': 'text 5'}]
    """
    batch = _Batch(extractor, list(dependents), profile, give_up)
    numbered = enumerate(observations)
    parts = iter(lambda: list(islice(numbered, batch_size)), [])
    for tasks in map_ahead(batch, parts, threads):
        yield from tasks


class _Batch:
    """Makes tasks of numbered observations; called in several threads."""

    def __init__(self, extractor: Any, dependents: list[Any], profile: Any, give_up: bool) -> None:
        self.extractor = extractor
        self.dependents = dependents
        self.profile = profile
        self.give_up = give_up
        self._roots: dict[frozenset[str], list[Any]] = {}
        self._lock = threading.Lock()

    def __call__(self, batch: list[tuple[int, dict[str, Any]]]) -> list[Task]:
        tasks: dict[int, Task] = {}
        for given, group in self._groups(batch).items():
            if given not in self._roots:
                self._roots[given] = roots_of(self.dependents, given)
            roots = self._roots[given]
            answers = self._extract(group, roots)
            for (number, observation), (error, values) in zip(group, answers, strict=True):
                known = {str(node): value for node, value in (observation.get("cache") or {}).items()}
                fetched = dict(zip(map(str, roots), values or (), strict=False))
                tasks[number] = Task(number, {**fetched, **known}, error=error)
        return [tasks[number] for number, _ in batch]

    def _groups(
        self, batch: list[tuple[int, dict[str, Any]]]
    ) -> dict[frozenset[str], list[tuple[int, dict[str, Any]]]]:
        """Put observations together that have values for the same nodes."""
        groups: dict[frozenset[str], list[tuple[int, dict[str, Any]]]] = {}
        for number, observation in batch:
            given = frozenset(map(str, observation.get("cache") or ()))
            groups.setdefault(given, []).append((number, observation))
        return groups

    def _extract(self, group: list[tuple[int, dict[str, Any]]], roots: list[Any]) -> list[Answer]:
        if not roots:
            return [(None, [])] * len(group)
        caches = {observation["rev_id"]: observation.get("cache") or {} for _, observation in group}
        times: dict[Any, list[float]] | None = None if self.profile is None else {}
        try:
            rev_ids = [observation["rev_id"] for _, observation in group]
            answers = extract_batch(self.extractor, rev_ids, roots, caches, times)
        except WikiUnreachable as error:
            if self.give_up:
                raise
            caught = CaughtDependencyError(str(error), error.__cause__ or error)
            answers = [(caught, None)] * len(group)
        with self._lock:
            for node, seconds in (times or {}).items():
                self.profile.setdefault(str(node), []).extend(seconds)
        return answers
