"""The features of ``temporal.revision``: day, hour, and seconds since something, in UTC."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ...datasources import revision_oriented
from ...datasources.meta.timestamp import MW_REGISTRATION_EPOCH as _EPOCH_STR
from ...datasources.meta.timestamp import parse_timestamp
from ...dependencies import DependentSet
from ..feature import Feature

__all__ = [
    "MW_REGISTRATION_EPOCH",  # noqa: F822 (made on demand)
    "DependentSet",
    "Feature",
    "LastUserRevision",
    "Page",
    "PageCreation",
    "ParentRevision",
    "Revision",
    "User",
    "revision",
]

#: What a registration after the edit is taken for, in seconds: a year.
_REGISTERED_LATER = 60 * 60 * 24 * 365


def __getattr__(name: str) -> Any:
    if name == "MW_REGISTRATION_EPOCH":  # parsed on demand: nothing is imported for it
        return _epoch()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@lru_cache(maxsize=1)
def _epoch() -> Any:
    return parse_timestamp(_EPOCH_STR)


def day_of_week(timestamp: Any) -> int:
    """Return 0 for Monday to 6 for Sunday, and 7 for no timestamp."""
    return 7 if timestamp is None else int((timestamp.unix() // 86400 + 3) % 7)  # 1970 began on a Thursday


def hour_of_day(timestamp: Any) -> int:
    """Return 0 to 23, and 24 for no timestamp."""
    return 24 if timestamp is None else int(timestamp.unix() // 3600 % 24)


def seconds_since(old_timestamp: Any, current_timestamp: Any) -> int:
    """Return the whole seconds between, and 0 for no old timestamp.

    Raises
    ------
    TypeError
        If only the current timestamp is missing.
    """
    if old_timestamp is None:
        return 0
    if current_timestamp is None:
        raise TypeError("The timestamp of the revision is None, so there is no time since another.")
    return int(current_timestamp.unix() - old_timestamp.unix())


def seconds_since_registration(user_id: int | None, registration: Any, timestamp: Any) -> int:
    """Return the seconds from a user's registration to the revision.

    Returns
    -------
    int
        0 for an anonymous user. An account without a registration counts from 2006-01-01; one
        that registered after the edit as a year old.
    """
    if user_id == 0:
        return 0
    seconds = seconds_since(_epoch() if registration is None else registration, timestamp)
    return _REGISTERED_LATER if seconds < 0 else seconds


class _Moment(DependentSet):
    """Base of the sets with a timestamp: its day and hour.

    Parameters
    ----------
    name : str
        The prefix of the names.
    revision_datasources : revscoring.datasources.revision_oriented.Revision
        The inputs, also kept as `datasources`.

    Attributes
    ----------
    day_of_week, hour_of_day : Feature
    """

    def __init__(self, name: str, revision_datasources: Any) -> None:
        super().__init__(name)
        self.datasources = revision_datasources
        for word, process in (("day_of_week", day_of_week), ("hour_of_day", hour_of_day)):
            feature = Feature(
                f"{name}.{word}", process, returns=int, depends_on=[revision_datasources.timestamp]
            )
            setattr(self, word, feature)


def _since(name: str, old: Any, current: Any) -> Feature:
    return Feature(
        f"{name}.seconds_since", seconds_since, returns=int, depends_on=[old.timestamp, current.timestamp]
    )


class Revision(_Moment):
    """Day and hour of a revision, and the times since its parent, its page and its user.

    Attributes
    ----------
    parent : ParentRevision
    page : Page
    user : User
    """

    def __init__(self, name: str, revision_datasources: Any) -> None:
        super().__init__(name, revision_datasources)
        if hasattr(revision_datasources, "parent"):
            self.parent = ParentRevision(f"{name}.parent", revision_datasources)
        if hasattr(revision_datasources, "page") and hasattr(revision_datasources.page, "creation"):
            self.page = Page(f"{name}.page", revision_datasources)
        if hasattr(revision_datasources, "user") and hasattr(revision_datasources.user, "info"):
            self.user = User(f"{name}.user", revision_datasources)


class ParentRevision(_Moment):
    """Day and hour of the parent, and `seconds_since` it."""

    def __init__(self, name: str, revision_datasources: Any) -> None:
        super().__init__(name, revision_datasources.parent)
        self.seconds_since = _since(name, revision_datasources.parent, revision_datasources)


class Page(DependentSet):
    """Holds `creation`."""

    def __init__(self, name: str, revision_datasources: Any) -> None:
        super().__init__(name)
        self.creation = PageCreation(f"{name}.creation", revision_datasources)


class PageCreation(DependentSet):
    """The `seconds_since` the creation of the page."""

    def __init__(self, name: str, revision_datasources: Any) -> None:
        super().__init__(name)
        self.seconds_since = _since(name, revision_datasources.page.creation, revision_datasources)


class User(DependentSet):
    """The `seconds_since_registration` of the user, and `last_revision`."""

    def __init__(self, name: str, revision_datasources: Any) -> None:
        super().__init__(name)
        self.datasources = revision_datasources.user
        self.seconds_since_registration = Feature(
            f"{name}.seconds_since_registration",
            seconds_since_registration,
            returns=int,
            depends_on=[
                revision_datasources.user.id,
                revision_datasources.user.info.registration,
                revision_datasources.timestamp,
            ],
        )
        if hasattr(revision_datasources.user, "last_revision"):
            self.last_revision = LastUserRevision(f"{name}.last_revision", revision_datasources)


class LastUserRevision(_Moment):
    """Day and hour of the user's previous edit, and `seconds_since` it."""

    def __init__(self, name: str, revision_datasources: Any) -> None:
        super().__init__(name, revision_datasources.user.last_revision)
        self.seconds_since = _since(name, revision_datasources.user.last_revision, revision_datasources)


revision: Any = Revision("temporal.revision", revision_oriented.revision)
"""The standard tree."""
