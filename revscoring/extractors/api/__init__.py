"""Extraction of values for revisions of a live wiki, from its API.

`Extractor`
    Sends requests with an ``mwapi.Session``, for one revision or for batches of them.
`AsyncExtractor`
    The same with an ``mwapi.AsyncSession``, for asynchronous servers.
`MWAPICache`
    Replies that were fetched before.
`Retries`
    How often and how soon failed requests are sent again.
`Client`
    A session that retries, for any query.
`extract_batch`, `fetch_tasks`, `extract_observations`
    Extraction in bulk: batches that fail are split, requests are sent while worker processes compute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...lazy import lazy_names
from .._typing import BatchExtractor
from .addresses import split_address
from .cache import MWAPICache
from .client import Client
from .continuation import EndlessContinuation
from .extractor import Extractor
from .prefetch import THREADS, extract_batch, extract_observations, fetch_tasks, map_in_threads
from .refusals import WikiUnreachable, explain_failure
from .requests import USER_PROPS
from .retries import Retries, status_of

if TYPE_CHECKING:
    from .asynchronous import AsyncExtractor

__all__ = [
    "THREADS",
    "USER_PROPS",
    "AsyncExtractor",
    "BatchExtractor",
    "Client",
    "EndlessContinuation",
    "Extractor",
    "MWAPICache",
    "Retries",
    "WikiUnreachable",
    "explain_failure",
    "extract_batch",
    "extract_observations",
    "fetch_tasks",
    "map_in_threads",
    "split_address",
    "status_of",
]


if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_names(__name__, {"asynchronous": ["AsyncExtractor"]})
