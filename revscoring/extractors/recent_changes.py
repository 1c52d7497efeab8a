"""The edits of a wiki as they are saved, from its list of recent changes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Final

from .api.client import Client
from .edits import Edit, State, long_format
from .event_streams import stream

__all__ = ["Edit", "State", "poll", "stream"]

#: Seconds that are read again with each poll: edits are not listed exactly in the order of their times.
OVERLAP: Final = 10


def poll(
    client: Client, state: State, interval: float = 0.5, wiki: str | None = None
) -> Iterator[list[Edit]]:
    """Yield the new edits of a wiki from its list of recent changes, an empty list if there are none.

    Parameters
    ----------
    client : Client
    state : State
        Without a time it starts now.
    interval : float
        Seconds between two polls.
    wiki : str, optional
        The name of the wiki, for the edits.
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
            yield [_edit(change, wiki) for change in reply.get("query", {}).get("recentchanges", ())]

    if state.timestamp is None:
        state.timestamp = client.get({"action": "query", "curtimestamp": 1})["curtimestamp"]
        for edits in replies(state.timestamp):
            state.remember(edits)
        state.save()
    while True:
        began = time.monotonic()
        for edits in replies(state.timestamp):
            yield list(filter(state.is_new, edits))
        time.sleep(max(interval - (time.monotonic() - began), 0))


def _edit(change: dict[str, Any], wiki: str | None) -> Edit:
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
