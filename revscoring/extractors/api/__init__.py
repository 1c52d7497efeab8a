"""Values for revisions of a live wiki, from its API.

`Extractor`
    Asks with an ``mwapi.Session``, one revision or batches of them.
`AsyncExtractor`
    The same with an ``mwapi.AsyncSession``, for servers.
`MWAPICache`
    Replies that somebody else has fetched.
`Retries`
    How patient to be.
"""

from __future__ import annotations

from typing import Any

from .cache import MWAPICache
from .extractor import Extractor
from .retries import Retries

__all__ = ["AsyncExtractor", "Extractor", "MWAPICache", "Retries"]


def __getattr__(name: str) -> Any:
    if name == "AsyncExtractor":
        from .asynchronous import AsyncExtractor

        return AsyncExtractor
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
