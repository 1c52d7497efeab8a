"""Tasks of `extract_many` from the revisions of a dump, with the root values that are needed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from typing import Any

from ...dependencies import Dependent
from ...errors import DependencyError
from ..tasks import Extraction, Task, roots_of
from ..workers import extract_many
from .accounts import Accounts, first_edits
from .parents import WINDOW_BYTES, Linked, link_parents, note_creations
from .reader import read_dump
from .records import DumpRevision
from .roots import root_values

__all__ = ["extract_dump", "make_task", "needs_accounts", "needs_creations", "needs_histories", "root_names"]


def root_names(dependents: Iterable[Dependent], given: Iterable[Dependent | str] = ()) -> set[str]:
    """Return the names of the root nodes below dependents; see `roots_of`.

    Examples
    --------
    >>> from revscoring.datasources.revision_oriented import revision
    >>> sorted(root_names([revision.timestamp, revision.text]))
    ['datasource.revision.text', 'datasource.revision.timestamp_str']
    """
    return set(map(str, roots_of(dependents, given)))


def needs_accounts(roots: Iterable[str]) -> bool:
    """Return whether one of the roots is an attribute of an account."""
    return any(".user.info." in name for name in roots)


def needs_creations(roots: Iterable[str]) -> bool:
    """Return whether one of the roots is about the earliest revision of a page."""
    return any(".page.creation." in name for name in roots)


def needs_histories(roots: Iterable[str]) -> bool:
    """Return whether one of the roots is the recent history of a page."""
    return any(".page.recent_" in name for name in roots)


def _advise(missing: Sequence[str]) -> str:
    return (
        f"a dump does not tell {', '.join(missing)}; give it in the cache of the observation "
        "(--input), or, for users, in a file of accounts (--users)"
    )


def make_task(
    key: object,
    linked: Linked,
    roots: set[str],
    accounts: Accounts | None = None,
    cache: dict[str, Any] | None = None,
    *,
    untold: Set[str] = frozenset(),
    advise: Callable[[Sequence[str]], str] = _advise,
) -> Task:
    """Return the task of one revision, with the roots that are needed, from `root_names`.

    Known values in `cache` win over those of the dump. Roots that the source does not tell, beside those
    that no dump tells, are `untold`; `advise` says what to do about the roots that are missing.
    """
    found, known = root_values(linked, accounts), cache or {}
    told = roots - untold if untold else roots
    values = {name: value for name, value in found.values.items() if name in told}
    error = found.first_error(told - known.keys()) if found.errors else None
    missing = roots - values.keys() - known.keys()
    if missing and error is None:
        error = DependencyError(advise(sorted(missing)))
    return Task(key, {**values, **known}, linked.revision.page.id, error)


def extract_dump(
    path: str,
    dependents: Sequence[Dependent],
    *,
    accounts: Accounts | None = None,
    by_order: bool = False,
    window: int = WINDOW_BYTES,
    **options: Any,
) -> Iterator[Extraction]:
    """Yield the values of dependents for every revision of a dump.

    Parameters
    ----------
    path : str
    dependents : sequence of Dependent
    accounts : Accounts, optional
        The source of account details. By default, if they are needed, they are derived from the dump
        (see `accounts`), which is read twice then; so it is for values about the creation of a page.
    by_order, window
        See `link_parents`.
    **options
        See `extract_many`.

    Yields
    ------
    Extraction
        Its key is the id of the revision.

    Raises
    ------
    DumpError
        After all complete revisions, when the dump is broken.
    """
    roots = root_names(dependents)
    creations: dict[int, DumpRevision] = {}
    if accounts is None and needs_accounts(roots):
        accounts = Accounts({}, first_edits(note_creations(read_dump(path, texts=False), creations)))
    elif needs_creations(roots) and path != "-":
        deque(note_creations(read_dump(path, texts=False), creations), maxlen=0)
    links = link_parents(
        read_dump(path),
        by_order=by_order,
        window=window,
        creations=creations,
        histories=needs_histories(roots),
    )
    tasks = (make_task(linked.revision.id, linked, roots, accounts) for linked in links)
    yield from extract_many(tasks, dependents, **options)
