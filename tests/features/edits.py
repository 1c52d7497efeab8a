"""Values of features of an edit that is given by its texts, for the tests of the families."""

from __future__ import annotations

from typing import Any

from revscoring.dependencies import solve
from revscoring.features import Feature

NOW = "2020-01-10T00:00:00Z"
ROOTS = {
    "old": "parent.text",
    "new": "text",
    "comment": "comment",
    "minor": "minor",
    "title": "page.title",
    "timestamp": "timestamp_str",
    "user": "user.id",
    "recent": "page.recent_revisions",
    "words": "page.recent_words",
}


def values(features: list[Feature], old: str | None, new: str | None, **roots: Any) -> list[Any]:
    """Return the values of features of the edit from one text to another."""
    given = {"old": old, "new": new, "comment": "", "minor": False, "title": "Ants", "timestamp": NOW}
    given |= {"user": 1, "recent": None, "words": None, **roots}
    return list(solve(features, cache={f"datasource.revision.{ROOTS[k]}": v for k, v in given.items()}))


def value(feature: Feature, old: str | None, new: str | None, **roots: Any) -> Any:
    """Return the value of a feature of the edit from one text to another."""
    return values([feature], old, new, **roots)[0]


def recent(sha1s: str, **fields: list[Any]) -> list[dict[str, Any]]:
    """Return a history with a revision a day, whose digests are the letters of a string."""
    return [
        {
            "id": day,
            "timestamp": f"2020-01-0{day}T00:00:00Z",
            "size": 100,
            "sha1": sha1,
            "comment": "",
            "user_id": 1,
            **{name: column[day - 1] for name, column in fields.items()},
        }
        for day, sha1 in enumerate(sha1s, 1)
    ]
