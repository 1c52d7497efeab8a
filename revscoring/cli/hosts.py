"""Live wikis as sources of commands: sessions with their API, and extraction for observations."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urlsplit

from ..extractors import api
from ..extractors.workers import Extraction

if TYPE_CHECKING:
    import mwapi

    from ..dependencies import Dependent

__all__ = ["USER_AGENT", "diff_link", "extract", "make_extractor", "make_session", "split_address"]

USER_AGENT: Final = "revscoring (https://pypi.org/project/revscoring)"

#: Seconds after which a request has failed.
TIMEOUT: Final = 60.0


def make_session(host: str, login: bool = False) -> mwapi.Session:
    """Return a session with the API of a wiki, logged in on request.

    The environment variables ``REVSCORING_USER`` and ``REVSCORING_PASSWORD`` hold the name and the
    password; without them the user is asked. ``REVSCORING_USER_AGENT`` names you to the wiki, as
    the policies of large wikis demand.

    Parameters
    ----------
    host : str
        Such as ``https://en.wikipedia.org``; or the full address of an ``api.php``.
    login : bool
    """
    from ..about import __version__
    from .login import WikiSession, log_in

    host, path = split_address(host)
    own = f"{USER_AGENT} revscoring/{__version__}"
    agent = " ".join(filter(None, [os.environ.get("REVSCORING_USER_AGENT"), own]))
    session = WikiSession(host, user_agent=agent, api_path=path, timeout=TIMEOUT)
    if login:
        log_in(session)
    return session


def split_address(host: str) -> tuple[str, str]:
    """Return the address of a server, perhaps with a directory, and the path of its api.php.

    Raises
    ------
    RuntimeError
        If it is not the address of a wiki.
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


def diff_link(session: mwapi.Session, rev_id: int) -> str:
    """Return the address of the page that shows an edit.

    Examples
    --------
    >>> diff_link(make_session("https://wiki.example"), 5)
    'https://wiki.example/w/index.php?diff=5'
    """
    return f"{str(session.api_url).removesuffix('api.php')}index.php?diff={rev_id}"


def make_extractor(host: str, login: bool = False) -> api.Extractor:
    """Return an API extractor for a wiki; after a login, requests are as large as the account may send."""
    extractor = api.Extractor(make_session(host, login))
    if login:
        with extractor.client.explained():
            extractor.client.detect_limit()
    return extractor


def extract(
    dependents: Sequence[Dependent],
    observations: Iterable[dict[str, Any]],
    extractor: Any,
    extractors: int | None = None,
    batch_size: int = 50,
    profile: dict[str, list[float]] | None = None,
    **options: Any,
) -> Iterator[tuple[dict[str, Any], Extraction]]:
    """Yield observations with their values or errors, in order; if it ends early, the client is closed.

    Parameters
    ----------
    dependents, observations, extractor, batch_size, profile
        See `revscoring.extractors.api.extract_observations`.
    extractors : int, optional
        The number of worker processes: all cores by default, 0 for none.
    **options
        ``threads``, ``timeout``, ``memory_mb``; see there.
    """
    try:
        yield from api.extract_observations(
            extractor,
            observations,
            dependents,
            batch_size=batch_size,
            profile=profile,
            workers=extractors,
            **options,
        )
    except BaseException:  # threads may still wait for their next attempt
        close = getattr(getattr(extractor, "client", None), "close", None)
        if close is not None:
            close()
        raise
