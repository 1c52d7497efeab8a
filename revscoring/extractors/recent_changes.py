"""The edits of a wiki as they are saved, from its list of recent changes."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from typing import Any, Final

from .api.client import Client
from .edits import Edit, State, long_format
from .event_streams import stream

__all__ = ["Edit", "State", "poll", "stream"]

logger = logging.getLogger(__name__)

#: Seconds that are read again with each poll: edits are not listed exactly in the order of their times.
OVERLAP: Final = 10


def poll(
    client: Client, state: State, interval: float = 0.5, wiki: str | None = None
) -> Iterator[list[Edit]]:
    """Yield the new edits of a wiki from its list of recent changes, an empty list if there are none.

    A change that cannot be read is logged and skipped.

    Parameters
    ----------
    client : Client
    state : State
        Without a time it starts now.
    interval : float
        Seconds between two polls.
    wiki : str, optional
        The name of the wiki, for the edits.

    Raises
    ------
    RuntimeError
        If the wiki does not say what time it is.
    """
    query: dict[str, Any] = {
        "action": "query",
        "list": "recentchanges",
        "rcprop": ["ids", "timestamp", "title", "user", "comment", "flags"],
        "rctype": ["edit", "new"],
        "rcdir": "newer",
        "rclimit": "max",
        "formatversion": 2,
    }

    def replies(since: str) -> Iterator[list[Edit]]:
        for reply in client.query({**query, "rcstart": long_format(since, -OVERLAP)}):
            changes = reply.get("query", {}).get("recentchanges") or ()
            yield [edit for edit in (_edit(change, wiki) for change in changes) if edit is not None]

    if state.timestamp is None:
        state.timestamp = client.get({"action": "query", "curtimestamp": 1}).get("curtimestamp")
        if not isinstance(state.timestamp, str):
            raise RuntimeError(
                "the wiki does not say what time it is (curtimestamp), so it is not known which edits are new"
            )
        for edits in replies(state.timestamp):
            state.remember(edits)
        state.save()
    while True:
        began = time.monotonic()
        for edits in replies(state.timestamp):
            yield list(filter(state.is_new, edits))
        time.sleep(max(interval - (time.monotonic() - began), 0))


def _edit(change: dict[str, Any], wiki: str | None) -> Edit | None:
    """Return the edit of an item of the list; None if it cannot be read."""
    try:
        if type(change["revid"]) is not int:
            raise TypeError(f"the revision is {change['revid']!r}")
        long_format(change["timestamp"])
        return _read(change, wiki)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        logger.warning("a change cannot be read (%r): %s", error, str(change)[:100])
        return None


def _read(change: dict[str, Any], wiki: str | None) -> Edit:
    return Edit(
        change["revid"],
        change["timestamp"],
        change.get("title", ""),
        change.get("user"),
        change.get("comment"),
        change.get("ns", 0),
        bool(change.get("bot", False)),
        kind="create" if change.get("type") == "new" else "edit",
        wiki=wiki,
        page_id=change.get("pageid"),
        parent_id=change.get("old_revid"),
    )
