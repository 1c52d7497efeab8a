"""When: days, hours and the seconds since something."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.dependencies import solve
from revscoring.errors import CaughtDependencyError
from revscoring.features import temporal
from revscoring.features.temporal.revision_oriented import MW_REGISTRATION_EPOCH

revision = temporal.revision
NOW, BEFORE = "2015-01-02T03:04:05Z", "2015-01-01T00:00:00Z"
PATHS = {
    "revision": "timestamp_str",
    "parent": "parent.timestamp_str",
    "creation": "page.creation.timestamp_str",
    "last": "user.last_revision.timestamp_str",
    "registration": "user.info.registration_str",
    "id": "user.id",
}


def value(feature: Any, **roots: Any) -> Any:
    return solve(feature, cache={f"datasource.revision.{PATHS[k]}": v for k, v in roots.items()})


@pytest.mark.parametrize(
    ("feature", "root"),
    [(revision, "revision"), (revision.parent, "parent"), (revision.user.last_revision, "last")],
)
def test_day_and_hour(feature: Any, root: str) -> None:
    assert value(feature.day_of_week, **{root: NOW}) == 4
    assert value(feature.hour_of_day, **{root: NOW}) == 3
    assert value(feature.day_of_week, **{root: None}) == 7
    assert value(feature.hour_of_day, **{root: None}) == 24


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)))
def test_days_and_hours_are_those_of_the_calendar(when: datetime) -> None:
    string = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert value(revision.day_of_week, revision=string) == when.weekday()
    assert value(revision.hour_of_day, revision=string) == when.hour


SINCE = [
    (revision.parent.seconds_since, "parent"),
    (revision.page.creation.seconds_since, "creation"),
    (revision.user.last_revision.seconds_since, "last"),
]


@pytest.mark.parametrize(("feature", "root"), SINCE)
def test_seconds_since(feature: Any, root: str) -> None:
    seconds = 24 * 3600 + 3 * 3600 + 4 * 60 + 5
    assert value(feature, revision=NOW, **{root: BEFORE}) == seconds
    assert value(feature, revision=BEFORE, **{root: NOW}) == -seconds
    assert value(feature, revision=NOW, **{root: None}) == 0
    assert value(feature, revision=None, **{root: None}) == 0
    assert type(value(feature, revision=NOW, **{root: BEFORE})) is int
    with pytest.raises(CaughtDependencyError, match="The timestamp of the revision is None"):
        value(feature, revision=None, **{root: BEFORE})


@pytest.mark.parametrize(
    ("user_id", "registration", "seconds"),
    [
        (0, BEFORE, 0),
        (0, None, 0),
        (5, BEFORE, 97445),
        (5, None, 284094245),
        (None, None, 284094245),
        (5, "2016-01-01T00:00:00Z", 365 * 24 * 3600),
        (5, NOW, 0),
    ],
)
def test_seconds_since_registration(user_id: Any, registration: Any, seconds: int) -> None:
    feature = revision.user.seconds_since_registration
    assert value(feature, revision=NOW, id=user_id, registration=registration) == seconds


def test_the_epoch_of_registrations() -> None:
    expected = datetime(2006, 1, 1, tzinfo=timezone.utc).timestamp()
    assert MW_REGISTRATION_EPOCH.unix() == expected


def test_names() -> None:
    assert sorted(str(node) for node in revision if str(node).startswith("feature.")) == [
        f"feature.temporal.revision.{name}"
        for name in (
            "day_of_week",
            "hour_of_day",
            "page.creation.seconds_since",
            "parent.day_of_week",
            "parent.hour_of_day",
            "parent.seconds_since",
            "user.last_revision.day_of_week",
            "user.last_revision.hour_of_day",
            "user.last_revision.seconds_since",
            "user.seconds_since_registration",
        )
    ]
    assert all(getattr(node, "returns", int) is int for node in revision)
