"""From the revisions of a dump to tasks of `extract_many`, with just the root values that are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from revscoring.dependencies import dig
from revscoring.dependencies.dependent import not_implemented
from revscoring.errors import DependencyError
from revscoring.extractors.workers import Extraction, Task, extract_many

from .accounts import Accounts, first_edits
from .lineage import WINDOW_BYTES, Linked, link_parents
from .reader import read_dump
from .roots import root_values

__all__ = ["extract_dump", "make_task", "needs_accounts", "wanted_roots"]


def wanted_roots(dependents: Sequence[Any], given: Iterable[str] = ()) -> set[str]:
    """Return the names of the input nodes below some dependents.

    Parameters
    ----------
    dependents : sequence of Dependent
    given : iterable of str
        Names of nodes whose values are known, which are not entered.

    Examples
    --------
    >>> from revscoring.datasources.revision_oriented import revision
    >>> sorted(wanted_roots([revision.timestamp, revision.text]))
    ['datasource.revision.text', 'datasource.revision.timestamp_str']
    """
    leaves = dig(list(dependents), cache=dict.fromkeys(given))
    return {str(leaf) for leaf in leaves if getattr(leaf, "process", None) is not_implemented}


def needs_accounts(wanted: Iterable[str]) -> bool:
    """Return whether something that only accounts can tell is wanted."""
    return any(".user.info." in name for name in wanted)


def make_task(
    key: Any,
    linked: Linked,
    wanted: set[str],
    accounts: Accounts | None = None,
    cache: dict[str, Any] | None = None,
) -> Task:
    """Return the task of one revision.

    Parameters
    ----------
    key : object
        What to know it by.
    linked : Linked
        The revision with its parent.
    wanted : set of str
        Names of input nodes, from `wanted_roots`.
    accounts : Accounts, optional
        Where to look up users.
    cache : dict, optional
        Values that are known already and win over those of the dump.
    """
    roots = root_values(linked, accounts)
    values = {name: value for name, value in roots.values.items() if name in wanted}
    known = cache or {}
    error = roots.first_error(wanted - known.keys()) if roots.errors else None
    if error is None:
        missing = wanted - values.keys() - known.keys()
        if missing:
            error = DependencyError(
                f"a dump does not tell {', '.join(sorted(missing))}; give it in the cache of the observation "
                "(--input), or, for users, in a file of accounts (--users)"
            )
    return Task(key, {**values, **known}, linked.revision.page.id, error)


def extract_dump(
    path: str,
    dependents: Sequence[Any],
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
        The dump.
    dependents : sequence of Dependent
        What to compute.
    accounts : Accounts, optional
        Where to look up users. By default, if account details are wanted, they are derived from the dump
        (see `accounts`), which is read twice then.
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
    wanted = wanted_roots(dependents)
    if accounts is None and needs_accounts(wanted):
        accounts = Accounts({}, first_edits(read_dump(path, texts=False)))
    links = link_parents(read_dump(path), by_order=by_order, window=window)
    tasks = (make_task(linked.revision.id, linked, wanted, accounts) for linked in links)
    yield from extract_many(tasks, dependents, **options)
