"""Extractors: the sources of the root values of revisions.

`Extractor`, `OfflineExtractor`
    The base class, and the one that takes all values from caches.
`api`
    The API of a wiki.
`dump`
    XML dumps.
`tasks`, `workers`
    Revisions to compute values for, and computation in worker processes, whatever the source.
`recent_changes`, `event_streams`
    The edits of a wiki as they are saved: from its list, or from events.
`edits`, `edit_events`
    An edit and the state of a consumer; which edit an event is about.
`reverts`
    The edits that were reverted.
`revert_windows`
    How many of them other windows of time find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazy_names
from .extractor import Extractor, OfflineExtractor

__all__ = ["Extractor", "OfflineExtractor"]


if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_names(
        __name__,
        modules=[
            "api",
            "dump",
            "edit_events",
            "edits",
            "event_streams",
            "recent_changes",
            "revert_windows",
            "reverts",
            "tasks",
            "workers",
        ],
    )
