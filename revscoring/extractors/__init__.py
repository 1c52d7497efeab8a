"""Where the root data of revisions come from.

`Extractor`, `OfflineExtractor`
    The base class, and the one that takes all values from caches.
`api`
    From a wiki's API.
`dump`
    From XML dumps.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .extractor import Extractor, OfflineExtractor

_MODULES = ["api", "dump", "parallel", "reverts"]

__all__ = ["Extractor", "OfflineExtractor"]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULES])
