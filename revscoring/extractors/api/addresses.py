"""The addresses of wikis, as people give them."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

__all__ = ["split_address"]


def split_address(host: str) -> tuple[str, str]:
    """Return the address of a server, perhaps with a directory, and the path of its api.php.

    Parameters
    ----------
    host : str
        Such as ``https://en.wikipedia.org``; or the full address of an ``api.php``.

    Raises
    ------
    RuntimeError
        If it is not the address of a wiki; says what to give.

    Examples
    --------
    >>> split_address("https://my.wiki"), split_address("https://my.wiki/mw/api.php")
    (('https://my.wiki', '/w/api.php'), ('https://my.wiki', '/mw/api.php'))
    """
    parts = urlsplit(host)
    if "://" not in host:
        raise RuntimeError(f"--host {host}: give the address of a wiki, such as https://{host}")
    server = f"{parts.scheme}://{parts.netloc}"
    path = parts.path.rstrip("/")
    if parts.scheme not in ("http", "https") or not parts.hostname or not _has_port(parts):
        raise RuntimeError(f"--host {host}: this is not the address of a wiki, such as https://wiki.example")
    if path.endswith("/api.php") and not parts.query:
        return server, path
    if ".php" in path or parts.query:
        directory = path.partition(".php")[0].rpartition("/")[0] if ".php" in path else "/w"
        raise RuntimeError(
            f"--host {host}: this is the address of a page: give {server}{directory}/api.php, or {server}"
        )
    return server + path, "/w/api.php"


def _has_port(parts: SplitResult) -> bool:
    """Return whether the port of an address can be read, or is missing."""
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False
