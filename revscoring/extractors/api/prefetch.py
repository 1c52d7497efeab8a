"""Prefetching of root values in threads, a few batches before they are needed; for any extractor."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from functools import cache
from itertools import islice
from typing import Any, Final, TypeVar

from ...dependencies import Dependent
from ...errors import CaughtDependencyError, DependencyError
from .._typing import Answer, BatchExtractor, Cache, Observation, Profile, Values
from ..tasks import Extraction, Task, chunks, roots_of, split_on_failure
from ..workers import add_times, extract_many
from .client import Client
from .failures import WikiUnreachable

__all__ = [
    "THREADS",
    "extract_batch",
    "extract_observations",
    "fetch_tasks",
    "map_in_threads",
]

#: How many batches are requested at a time, unless the caller says otherwise: a wiki is shared.
THREADS: Final = 2

#: How many revisions are sent to a worker process at a time, at most.
SENT_TOGETHER: Final = 10

T = TypeVar("T")
R = TypeVar("R")


def map_in_threads(
    function: Callable[[T], R], items: Iterable[T], threads: int = THREADS, pending: int | None = None
) -> Iterator[R]:
    """Yield the results of a function for items, in order, computed in threads before they are taken.

    The items are read as needed; at most `pending` results, twice the threads by default, wait to be taken.

    Examples
    --------
    >>> list(map_in_threads(str, range(3)))
    ['0', '1', '2']
    """
    source = iter(items)
    waiting: deque[Future[R]] = deque()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="revscoring-fetch")
    try:
        for item in islice(source, 2 * threads if pending is None else pending):
            waiting.append(pool.submit(function, item))
        while waiting:
            result = waiting.popleft().result()
            for item in islice(source, 1):
                waiting.append(pool.submit(function, item))
            yield result
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def extract_batch(
    extractor: BatchExtractor,
    rev_ids: Sequence[int],
    dependents: Sequence[Dependent],
    caches: Mapping[int, Values] | None = None,
    profile: Profile | None = None,
) -> list[Answer]:
    """Return the error or the values of each revision; see `Extractor.extract`.

    If the batch fails, it is split in half and retried, so only the failing revisions are lost.

    Raises
    ------
    WikiUnreachable
        If a request failed for good and the wiki does not answer a simple question either.
    """

    def extract(part: Sequence[int]) -> list[Answer]:
        own: dict[int, Cache] = {rev_id: dict((caches or {}).get(rev_id, ())) for rev_id in part}
        client = getattr(extractor, "client", None)
        with client.explained() if isinstance(client, Client) else nullcontext():
            answers = extractor.extract(list(part), dependents, caches=own, profile=profile)
            return [_solved(error, values) for error, values in answers]

    def failed(rev_id: int, error: Exception) -> Answer:
        return CaughtDependencyError(f"Could not fetch revision {rev_id}: {error}", error), None

    return split_on_failure(extract, rev_ids, failed, fatal=WikiUnreachable)


def _solved(error: Exception | None, values: Iterable[Any] | None) -> Answer:
    """Return an answer whose values are computed; some extractors leave that to the caller."""
    if error is not None:
        return error, None
    try:
        return None, list(values or ())
    except (DependencyError, RuntimeError) as failure:
        return failure, None


def fetch_tasks(
    extractor: BatchExtractor,
    observations: Iterable[Observation],
    dependents: Sequence[Dependent],
    *,
    batch_size: int = 50,
    threads: int = THREADS,
    profile: Profile | None = None,
    give_up: bool = True,
) -> Iterator[Task]:
    """Yield tasks for `extract_many`: the root values of observations, in order.

    Parameters
    ----------
    extractor : Extractor
        Its ``extract(rev_ids, dependents, caches=…, profile=…)`` yields (error, values).
    observations : iterable of dict
        Each with a ``rev_id``; values in its ``cache`` are used. They are the keys of the tasks.
    dependents : sequence of Dependent
    batch_size : int
        How many revisions a batch has.
    threads : int
        How many batches are requested at a time.
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
    lock = threading.Lock()

    @cache
    def roots_beside(given: frozenset[str]) -> list[Dependent]:
        return roots_of(dependents, given)

    def extract(group: list[Observation], roots: list[Dependent]) -> list[Answer]:
        if not roots:
            return [(None, [])] * len(group)
        caches = {observation["rev_id"]: observation.get("cache") or {} for observation in group}
        times: Profile | None = None if profile is None else {}
        rev_ids = [observation["rev_id"] for observation in group]
        try:
            answers = extract_batch(extractor, rev_ids, roots, caches, times)
        except WikiUnreachable as error:
            if give_up:
                raise
            caught = CaughtDependencyError(str(error), error.__cause__ or error)
            answers = [(caught, None)] * len(group)
        with lock:
            add_times(profile, times or {})
        return answers

    def fetch(batch: list[Observation]) -> list[Task]:
        places: defaultdict[frozenset[str], list[int]] = defaultdict(list)  # of the same given nodes
        for place, observation in enumerate(batch):
            places[frozenset(map(str, observation.get("cache") or ()))].append(place)
        tasks: dict[int, Task] = {}
        for given, group in places.items():
            roots = roots_beside(given)
            answers = extract([batch[place] for place in group], roots)
            for place, (error, values) in zip(group, answers, strict=True):
                known = {str(node): value for node, value in (batch[place].get("cache") or {}).items()}
                fetched = dict(zip(map(str, roots), values or (), strict=False))
                tasks[place] = Task(batch[place], {**fetched, **known}, error=error)
        return [tasks[place] for place in range(len(batch))]

    for tasks in map_in_threads(fetch, chunks(observations, batch_size), threads):
        yield from tasks


def extract_observations(
    extractor: BatchExtractor,
    observations: Iterable[Observation],
    dependents: Sequence[Dependent],
    *,
    batch_size: int = 50,
    threads: int = THREADS,
    profile: Profile | None = None,
    give_up: bool = True,
    **options: Any,
) -> Iterator[tuple[Observation, Extraction]]:
    """Yield observations with their results, in order: threads fetch root values while processes compute.

    See `fetch_tasks` for the parameters, and `extract_many` for the other options.

    Raises
    ------
    WikiUnreachable
        When the wiki does not answer any more, after the results of everything before.
    """
    prefetch: dict[str, Any] = {"batch_size": batch_size, "threads": threads, "give_up": give_up}
    tasks = fetch_tasks(extractor, observations, dependents, profile=profile, **prefetch)
    options["context"] = getattr(extractor, "context", None)
    size = min(batch_size, SENT_TOGETHER)
    for extraction in extract_many(tasks, dependents, profile=profile, batch_size=size, **options):
        yield extraction.key, extraction
