"""Extractors: the sources of the root values of revisions.

`Extractor`, `OfflineExtractor`
    The base class, and the one that takes all values from caches.
`api`
    The API of a wiki.
`dump`
    XML dumps.
`workers`
    Computation in worker processes, whatever the source.
`recent_changes`
    The edits of a wiki as they are saved.
`reverts`
    The edits that were reverted.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from .extractor import Extractor, OfflineExtractor

_MODULES = ["api", "dump", "recent_changes", "reverts", "workers"]

__all__ = ["Extractor", "OfflineExtractor"]


def __getattr__(name: str) -> ModuleType:
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULES])
