"""Accounts from a file, added to observations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ..audit import time_of
from ..extractors.dump import read_accounts
from ..features.temporal import revision as temporal

__all__ = ["AGE", "with_accounts"]

#: The value that tells how old an account is.
AGE: Final = str(temporal.user.seconds_since_registration)


def with_accounts(
    numbered: Iterable[tuple[int, Mapping[str, Any]]], path: str
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Add to observations what a file knows of their users: groups, number of edits, age of the account.

    The age, at the time of the edit, is in the ``cache``.
    """
    known = read_accounts(path)
    for line, row in numbered:
        account = known.get(str(row.get("user")), {})
        added: dict[str, Any] = {}
        if account.get("groups") is not None:
            added["groups"] = list(account["groups"])
        if account.get("editcount") is not None:
            added["editcount"] = account["editcount"]
        registered, time = time_of(account.get("registration_str")), time_of(row.get("timestamp"))
        if registered is not None and time is not None:
            cache = row.get("cache")
            added["cache"] = {
                **(cache if isinstance(cache, Mapping) else {}),
                AGE: max(time - registered, 0.0),
            }
        yield line, {**row, **added}
