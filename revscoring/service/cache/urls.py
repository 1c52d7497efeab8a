"""The addresses of caches."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from .memory import MemoryCache
from .protocol import CacheError, ScoreCache

__all__ = ["open_cache"]


def open_cache(url: str) -> ScoreCache:
    """Make the cache of an address.

    Parameters
    ----------
    url : str
        ``memory://`` (``?size=100000``), ``sqlite:///path``, or ``redis://host:port/db``; each takes
        ``?prefix=``, which names begin with.

    Raises
    ------
    CacheError
        If the address is of no kind that is known, or has a parameter that is not.

    Examples
    --------
    >>> open_cache("memory://?size=5")
    MemoryCache(5)
    >>> open_cache("disk://")
    Traceback (most recent call last):
    ...
    revscoring.service.cache.protocol.CacheError: cache: 'disk://' is none of memory://, sqlite:///path, \
redis://host:port/db
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    bare = parts._replace(query="").geturl()
    prefix = options.pop("prefix", "")
    size = options.pop("size", "")
    try:
        if options or (size and parts.scheme != "memory") or (size and not size.isdecimal()):
            raise CacheError(f"cache: {url!r}: the parameters are size, a number, and prefix")
        if parts.scheme == "memory" and not parts.netloc and parts.path in ("", "/"):
            return MemoryCache(int(size)) if size else MemoryCache()
        if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
            from .sqlite import SQLiteCache

            return SQLiteCache(parts.path[1:], prefix)
        if parts.scheme in ("redis", "rediss", "unix"):
            from .redis import RedisCache

            return RedisCache(bare, prefix)
    except ValueError as error:
        if isinstance(error, CacheError):
            raise
        raise CacheError(f"cache: {url!r}: {error}") from error
    raise CacheError(f"cache: {url!r} is none of memory://, sqlite:///path, redis://host:port/db")
