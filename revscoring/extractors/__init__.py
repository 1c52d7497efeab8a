"""Extractors: the sources of the root values of revisions.

`Extractor`, `OfflineExtractor`
    The base class, and the one that takes all values from caches.
`api`
    The API of a wiki.
`dump`
    XML dumps.
`tasks`, `workers`
    Revisions to compute values for, and computation in worker processes, whatever the source.
`recent_changes`
    The edits of a wiki as they are saved.
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
        __name__, modules=["api", "dump", "recent_changes", "revert_windows", "reverts", "tasks", "workers"]
    )
