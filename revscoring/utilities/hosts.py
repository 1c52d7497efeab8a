"""Values for observations from a live wiki, through the API extractor."""

from __future__ import annotations

import itertools
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, Final, TypeVar

from revscoring.extractors.parallel import Extraction

__all__ = [
    "USER_AGENT",
    "ConfiguredExtractor",
    "chunks",
    "combine_profiles",
    "extract",
    "make_extractor",
    "make_session",
]

USER_AGENT: Final = "revscoring (https://pypi.org/project/revscoring)"

T = TypeVar("T")


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of `size` items, the last one maybe shorter.

    Examples
    --------
    >>> list(chunks("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    iterator = iter(items)
    while chunk := list(itertools.islice(iterator, size)):
        yield chunk


def make_session(host: str, login: bool = False) -> Any:
    """Return a session with the API of a wiki, logged in if that is asked for (names are prompted)."""
    import mwapi

    session = mwapi.Session(host, user_agent=USER_AGENT)
    if login:
        from mwapi.cli import do_login

        do_login(session, host)
    return session


def make_extractor(host: str, login: bool = False) -> Any:
    """Return an API extractor for a wiki."""
    from revscoring.extractors import api  # type: ignore[attr-defined]

    return api.Extractor(make_session(host, login))


class ConfiguredExtractor:
    """An extractor with what it is to extract: the unit of work of a process.

    Parameters
    ----------
    extractor : Extractor
        Its ``extract(rev_ids, dependents, caches=…)`` yields (error, values) pairs.
    dependents : sequence of Dependent
    """

    def __init__(self, extractor: Any, dependents: Sequence[Any]) -> None:
        self.extractor = extractor
        self.dependents = list(dependents)

    def extract(
        self, observations: Sequence[dict[str, Any]], profiled: bool = False
    ) -> tuple[list[Extraction], dict[str, list[float]]]:
        """Return the values or the error of each observation, and the times by the name of the node."""
        rev_ids = [observation["rev_id"] for observation in observations]
        caches = {o["rev_id"]: dict(o["cache"]) for o in observations if o.get("cache")}
        times: dict[Any, list[float]] | None = {} if profiled else None
        answers = self.extractor.extract(rev_ids, self.dependents, caches=caches, profile=times)
        done = [
            Extraction(rev_id, values, error)
            for rev_id, (error, values) in zip(rev_ids, answers, strict=True)
        ]
        return done, {str(node): seconds for node, seconds in (times or {}).items()}


#: The unit of work of this process, if it is a worker.
_configured: list[ConfiguredExtractor] = []


def _start_worker(configured: ConfiguredExtractor) -> None:
    _configured[:] = [configured]


def _work(batch: list[dict[str, Any]], profiled: bool) -> tuple[list[Extraction], dict[str, list[float]]]:
    return _configured[0].extract(batch, profiled)


def combine_profiles(profile: dict[str, list[float]], new_profile: Mapping[str, Sequence[float]]) -> None:
    """Add the times of a profile to another, in place.

    Examples
    --------
    >>> profile = {"feature.x": [1.0]}
    >>> combine_profiles(profile, {"feature.x": [2.0], "feature.y": [3.0]})
    >>> profile
    {'feature.x': [1.0, 2.0], 'feature.y': [3.0]}
    """
    for name, seconds in new_profile.items():
        profile.setdefault(name, []).extend(seconds)


def extract(
    dependents: Sequence[Any],
    observations: Iterable[dict[str, Any]],
    extractor: Any,
    extractors: int | None = None,
    batch_size: int = 50,
    profile: dict[str, list[float]] | None = None,
) -> Iterator[tuple[dict[str, Any], Extraction]]:
    """Yield observations with their values or errors, in order.

    Parameters
    ----------
    dependents : sequence of Dependent
    observations : iterable of dict
        Each with a ``rev_id``; a cache that is there is used.
    extractor : Extractor
        See `ConfiguredExtractor`.
    extractors : int, optional
        Processes at a time, all cores by default; 0 works in this process.
    batch_size : int
        How many revisions to ask for at a time.
    profile : dict, optional
        Name of node → list of seconds, extended in place.
    """
    configured = ConfiguredExtractor(extractor, dependents)
    batches = chunks(observations, batch_size)
    profiled = profile is not None
    workers = (os.cpu_count() or 1) if extractors is None else extractors
    results: Iterable[tuple[list[dict[str, Any]], Any]]
    if workers == 0:
        results = ((batch, configured.extract(batch, profiled)) for batch in batches)
    else:
        results = _in_processes(configured, batches, workers, profiled)
    for batch, (extractions, times) in results:
        yield from zip(batch, extractions, strict=True)
        if profile is not None:
            combine_profiles(profile, times)


def _in_processes(
    configured: ConfiguredExtractor, batches: Iterator[list[dict[str, Any]]], workers: int, profiled: bool
) -> Iterator[tuple[list[dict[str, Any]], Any]]:
    """Work on batches in processes, a few ahead, and yield what they give in order."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    waiting: deque[tuple[list[dict[str, Any]], Future[Any]]] = deque()
    with ProcessPoolExecutor(workers, context, _start_worker, (configured,)) as pool:
        for batch in batches:
            waiting.append((batch, pool.submit(_work, batch, profiled)))
            if len(waiting) > 2 * workers:
                oldest, future = waiting.popleft()
                yield oldest, future.result()
        for oldest, future in waiting:
            yield oldest, future.result()
