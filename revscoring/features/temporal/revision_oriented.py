"""The features of ``temporal.revision``: day, hour, and seconds since something, in UTC."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from ...datasources import revision_oriented
from ...datasources.meta.timestamp import MW_REGISTRATION_EPOCH as _EPOCH_STR
from ...datasources.meta.timestamp import parse_timestamp
from ...dependencies import DependentSet
from ..feature import Feature
from ..rows import Row, RowSet

__all__ = ["MW_REGISTRATION_EPOCH", "Revision", "revision"]  # noqa: F822 (the first is made on demand)

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


def _of_timestamp(process: Callable[[Any], int], doc: str, unit: str) -> Row[Feature]:
    """A feature of the timestamp of a set."""
    return Row(lambda o, n: Feature(n, process, returns=int, depends_on=[o._inputs.timestamp]), doc, unit)


def _seconds_since(doc: str) -> Row[Feature]:
    """The time from the timestamp of a set to that of the revision."""

    def make(owner: _Times, name: str) -> Feature:
        timestamps = [owner._inputs.timestamp, owner._revision.timestamp]
        return Feature(name, seconds_since, returns=int, depends_on=timestamps)

    return Row(make, doc, "seconds")


def _seconds_since_registration(owner: User, name: str) -> Feature:
    depends_on = [owner._inputs.id, owner._inputs.info.registration, owner._revision.timestamp]
    return Feature(name, seconds_since_registration, returns=int, depends_on=depends_on)


class _Times(RowSet):
    """Base of the sets, made from the inputs about the revision, and those about the subject of the set."""

    def __init__(self, name: str, revision: Any, inputs: Any) -> None:
        super().__init__(name)
        self._revision, self._inputs = revision, inputs
        self.make_rows()


class _Moment(_Times):
    """Base of the sets with the day and the hour of a timestamp, and the inputs as `datasources`."""

    day_of_week = _of_timestamp(day_of_week, "day of the week{} in UTC, Monday is 0; 7 if unknown", "day")
    hour_of_day = _of_timestamp(hour_of_day, "hour of the day{} in UTC; 24 if unknown", "hour")

    def __init__(self, name: str, revision: Any, inputs: Any) -> None:
        super().__init__(name, revision, inputs)
        self.datasources = inputs


class ParentRevision(_Moment):
    """Day and hour of the parent, and the time since it."""

    noun = " of the edit before"
    seconds_since = _seconds_since("seconds since the edit before")


class PageCreation(_Times):
    """The time since the creation of the page."""

    seconds_since = _seconds_since("seconds since the creation of the page")


class LastUserRevision(_Moment):
    """Day and hour of the user's previous edit, and the time since it."""

    noun = " of the editor's edit before"
    seconds_since = _seconds_since("seconds since the editor's edit before")


class Page(DependentSet):
    """Holds `creation`."""

    def __init__(self, name: str, revision: Any) -> None:
        super().__init__(name)
        self.creation = PageCreation(f"{name}.creation", revision, revision.page.creation)


class User(_Times):
    """The time since the registration of the user, and `last_revision`."""

    last_revision: LastUserRevision

    seconds_since_registration = Row(
        _seconds_since_registration, "seconds since the registration of the editor", "seconds"
    )

    def __init__(self, name: str, revision: Any) -> None:
        super().__init__(name, revision, revision.user)
        self.datasources = revision.user
        if hasattr(revision.user, "last_revision"):
            last = revision.user.last_revision
            self.last_revision = LastUserRevision(f"{name}.last_revision", revision, last)


class Revision(_Moment):
    """Day and hour of a revision, and the times since its parent, its page and its user.

    Parameters
    ----------
    name : str
        The prefix of the names.
    revision_datasources : revscoring.datasources.revision_oriented.Revision
        The inputs, also kept as `datasources`.
    """

    parent: ParentRevision
    page: Page
    user: User

    def __init__(self, name: str, revision_datasources: Any) -> None:
        inputs = revision_datasources
        super().__init__(name, inputs, inputs)
        if hasattr(inputs, "parent"):
            self.parent = ParentRevision(f"{name}.parent", inputs, inputs.parent)
        if hasattr(inputs, "page") and hasattr(inputs.page, "creation"):
            self.page = Page(f"{name}.page", inputs)
        if hasattr(inputs, "user") and hasattr(inputs.user, "info"):
            self.user = User(f"{name}.user", inputs)


revision = Revision("temporal.revision", revision_oriented.revision)
"""The standard tree."""
