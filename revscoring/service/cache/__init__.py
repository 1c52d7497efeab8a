"""The cache of scores: in memory, in a SQLite file, or in Redis.

`open_cache`
    Make the cache of an address.
`ScoreCache`
    What a cache can do.
"""

from .protocol import CacheError, Claims, ScoreCache
from .urls import open_cache

__all__ = ["CacheError", "Claims", "ScoreCache", "open_cache"]
