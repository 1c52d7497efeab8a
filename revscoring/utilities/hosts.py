"""Values for observations from a live wiki, through the API extractor."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

from revscoring.extractors.parallel import Extraction

__all__ = ["USER_AGENT", "chunks", "extract_from_extractor", "make_extractor", "make_session"]

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


def extract_from_extractor(
    observations: Sequence[dict[str, Any]],
    dependents: Sequence[Any],
    extractor: Any,
    batch_size: int = 50,
    profile: dict[str, list[float]] | None = None,
) -> Iterator[tuple[dict[str, Any], Extraction]]:
    """Yield observations with their values or errors, in order.

    Parameters
    ----------
    observations : sequence of dict
        Each with a ``rev_id``; a cache that is there is used.
    dependents : sequence of Dependent
    extractor : Extractor
        Its ``extract(rev_ids, dependents, caches=…)`` yields (error, values) pairs.
    batch_size : int
        How many revisions to ask for at a time.
    profile : dict, optional
        Name of node → list of seconds, extended in place.
    """
    for batch in chunks(observations, batch_size):
        rev_ids = [observation["rev_id"] for observation in batch]
        caches = {o["rev_id"]: dict(o["cache"]) for o in batch if o.get("cache")}
        times: dict[Any, list[float]] | None = None if profile is None else {}
        answers = extractor.extract(rev_ids, dependents, caches=caches, profile=times)
        for observation, (error, values) in zip(batch, answers, strict=True):
            yield observation, Extraction(observation["rev_id"], values, error)
        for node, seconds in (times or {}).items():
            assert profile is not None
            profile.setdefault(str(node), []).extend(seconds)
