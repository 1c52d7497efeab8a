"""Groups of observations: editors by what is known of their accounts, pages by namespace, edits by year.

Groups are for measuring. They are found in the observations, and are never part of a model.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timezone
from ipaddress import ip_address
from typing import Any, Final, TypeAlias

from ..datasources.accounts import is_temporary

__all__ = [
    "ACCOUNT_AGES",
    "NEW_DAYS",
    "Grouping",
    "editor_groups",
    "groupings_of",
    "namespace_groups",
    "year_groups",
]

#: The group of each observation; None where it is unknown.
Grouping: TypeAlias = "list[str | None]"

NEW_DAYS: Final = 30
"""Until when an account is new, as Meta-Wiki's page on calibration and balance has it."""

#: Features that tell the age of an account → how to compute it in days.
ACCOUNT_AGES: Final[Mapping[str, Callable[[float], float]]] = {
    "feature.temporal.revision.user.seconds_since_registration": lambda seconds: seconds / 86400,
    "feature.log_of_days.since_registration": math.expm1,  # of revscoring.examples
}

NAMESPACES: Final = {
    0: "articles",
    2: "user pages",
    4: "project pages",
    6: "files",
    8: "interface messages",
    10: "templates",
    12: "help pages",
    14: "categories",
}


def groupings_of(
    observations: Sequence[Mapping[str, Any]], times: Sequence[float | None]
) -> dict[str, Grouping]:
    """Return the groupings that divide observations: by ``editor``, ``namespace`` and ``year``.

    A grouping is left out if it is unknown, or the same, for all observations.
    """
    found = {
        "editor": editor_groups(observations),
        "namespace": namespace_groups(observations),
        "year": year_groups(times),
    }
    return {name: groups for name, groups in found.items() if len(set(groups) - {None}) > 1}


def editor_groups(observations: Iterable[Mapping[str, Any]]) -> Grouping:
    """Return what kind of account made each edit.

    Whether an editor is anonymous is told by the field ``anonymous`` or by a name that is an IP address; how
    old the account is, by a value in the ``cache``.

    Examples
    --------
    >>> age = "feature.temporal.revision.user.seconds_since_registration"
    >>> editor_groups([  # doctest: +NORMALIZE_WHITESPACE
    ...     {"user": "192.0.2.7"}, {"user": "~2025-12345-6"}, {"user": "Ann", "cache": {age: 86400}},
    ...     {"user": "Ben", "cache": {age: 864000000}}, {"user": "Cy"}, {"user": None}])
    ['anonymous editors', 'temporary accounts', 'new accounts', 'older accounts', 'accounts of unknown age',
     None]
    """
    return [_editor_group(observation) for observation in observations]


def _editor_group(observation: Mapping[str, Any]) -> str | None:
    user, anonymous = observation.get("user"), observation.get("anonymous")
    if user is None and not isinstance(anonymous, bool):
        return None
    if is_temporary(user if user is None else str(user)):
        return "temporary accounts"
    if anonymous if isinstance(anonymous, bool) else _is_address(str(user)):
        return "anonymous editors"
    cache = observation.get("cache")
    for feature, days in ACCOUNT_AGES.items():
        value = cache.get(feature) if isinstance(cache, Mapping) else None
        if isinstance(value, int | float) and not math.isnan(value):
            return "new accounts" if days(value) < NEW_DAYS else "older accounts"
    return "accounts of unknown age"


def _is_address(user: str) -> bool:
    try:
        ip_address(user)
    except ValueError:
        return False
    return True


def namespace_groups(observations: Iterable[Mapping[str, Any]]) -> Grouping:
    """Return the kind of page that each edit is of, by the number of its ``namespace``.

    Examples
    --------
    >>> namespace_groups([{"namespace": 0}, {"namespace": 3}, {"namespace": 828}, {}])
    ['articles', 'talk pages', 'namespace 828', None]
    """

    def name(number: object) -> str | None:
        if not isinstance(number, int) or isinstance(number, bool):
            return None
        if number > 0 and number % 2:
            return "talk pages"
        return NAMESPACES.get(number, f"namespace {number}")

    return [name(observation.get("namespace")) for observation in observations]


def year_groups(times: Iterable[float | None]) -> Grouping:
    """Return the year of each edit, from its time in seconds since 1970.

    Examples
    --------
    >>> year_groups([1577836800, None, float("inf")])
    ['2020', None, None]
    """

    def year(time: float | None) -> str | None:
        try:
            return None if time is None else str(datetime.fromtimestamp(time, timezone.utc).year)
        except (OverflowError, ValueError, OSError):
            return None

    return [year(time) for time in times]
