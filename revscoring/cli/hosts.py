"""Values for observations from a live wiki, through the API extractor."""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from revscoring.extractors.api.prefetch import THREADS, extract_batch, fetch_tasks
from revscoring.extractors.workers import Extraction, extract_many

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

#: Seconds after which a request has failed.
TIMEOUT: Final = 60.0

#: How many revisions are sent to a process at a time.
PART: Final = 10

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
    """Return a session with the API of a wiki, logged in if that is asked for.

    The name and the password are those of the environment variables ``REVSCORING_USER`` and
    ``REVSCORING_PASSWORD``, else they are asked for. ``REVSCORING_USER_AGENT`` names you to the wiki, as
    the policies of large wikis demand.

    Parameters
    ----------
    host : str
        Such as ``https://en.wikipedia.org``; or the full address of an ``api.php``.
    login : bool
    """
    import mwapi

    from revscoring.about import __version__

    scheme, found, rest = host.partition("://")
    if not found:
        raise RuntimeError(f"--host {host}: give the address of a wiki, such as https://{host}")
    path = "/w/api.php"
    if rest.endswith("/api.php"):
        rest, _, path = rest.partition("/")
        host, path = f"{scheme}://{rest}", f"/{path}"
    own = f"{USER_AGENT} revscoring/{__version__}"
    agent = " ".join(filter(None, [os.environ.get("REVSCORING_USER_AGENT"), own]))
    session = mwapi.Session(host.rstrip("/"), user_agent=agent, api_path=path, timeout=TIMEOUT)
    if login:
        _log_in(session, host)
    return session


def _log_in(session: Any, host: str) -> None:
    from mwapi.cli import do_login
    from mwapi.errors import APIError, LoginError

    name, password = (os.environ.get(f"REVSCORING_{part}") for part in ("USER", "PASSWORD"))
    try:
        if name and password is not None:
            session.login(name, password)
        else:
            do_login(session, host)
    except (LoginError, APIError) as error:
        raise RuntimeError(f"{host} refuses the login: {error}") from error


def make_extractor(host: str, login: bool = False) -> Any:
    """Return an API extractor for a wiki; an account that may ask for more at a time does so."""
    from revscoring.extractors import api

    extractor = api.Extractor(make_session(host, login))
    if login:
        extractor.client.detect_limit()
    return extractor


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
        answers = extract_batch(self.extractor, rev_ids, self.dependents, caches, times)
        done = [
            Extraction(rev_id, values, error)
            for rev_id, (error, values) in zip(rev_ids, answers, strict=True)
        ]
        return done, {str(node): seconds for node, seconds in (times or {}).items()}


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
    *,
    timeout: float | None = None,
    memory_mb: int | None = None,
    threads: int = THREADS,
) -> Iterator[tuple[dict[str, Any], Extraction]]:
    """Yield observations with their values or errors, in order.

    Threads ask the wiki, a few batches ahead; processes compute.

    Parameters
    ----------
    dependents : sequence of Dependent
    observations : iterable of dict
        Each with a ``rev_id``; a cache that is there is used.
    extractor : Extractor
        See `ConfiguredExtractor`.
    extractors : int, optional
        Processes at a time, all cores by default; 0 works in this process and asks as it goes.
    batch_size : int
        How many revisions to ask for at a time.
    profile : dict, optional
        Name of node → list of seconds, extended in place.
    timeout, memory_mb
        Limits of a revision; see `extract_many`.
    threads : int
        How many batches to ask for at a time.

    Raises
    ------
    WikiUnreachable
        When the wiki does not answer any more; everything before was yielded.
    """
    if extractors == 0:
        yield from _extract_here(
            ConfiguredExtractor(extractor, dependents), observations, batch_size, profile
        )
        return
    waiting: deque[dict[str, Any]] = deque()

    def taken() -> Iterator[dict[str, Any]]:
        for observation in observations:
            waiting.append(observation)
            yield observation

    tasks = fetch_tasks(
        extractor, taken(), dependents, batch_size=batch_size, threads=threads, profile=profile
    )
    extractions = extract_many(
        tasks,
        dependents,
        workers=extractors,
        timeout=timeout,
        memory_mb=memory_mb,
        profile=profile,
        batch_size=min(batch_size, PART),
        start_first=True,
    )
    try:
        for extraction in extractions:
            observation = waiting.popleft()
            yield observation, Extraction(observation["rev_id"], extraction.values, extraction.error)
    except BaseException:  # nobody waits for what the threads are asking
        close = getattr(getattr(extractor, "client", None), "close", None)
        if close is not None:
            close()
        raise


def _extract_here(
    configured: ConfiguredExtractor,
    observations: Iterable[dict[str, Any]],
    batch_size: int,
    profile: dict[str, list[float]] | None,
) -> Iterator[tuple[dict[str, Any], Extraction]]:
    for batch in chunks(observations, batch_size):
        extractions, times = configured.extract(batch, profile is not None)
        yield from zip(batch, extractions, strict=True)
        if profile is not None:
            combine_profiles(profile, times)
