"""Failures of requests: what they say about the wiki, or about who asks, in words.

A failure of this kind is not about the revisions of the request. Every further request would fail too.
"""

from __future__ import annotations

import html
import re
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from .retries import causes, status_of

__all__ = ["WikiUnreachable", "explain_failure", "is_about_caller", "is_no_connection"]

#: How many characters of a page of an error are shown.
PAGE_CHARACTERS: Final = 200

#: Errors of the API about who asks, and what they mean.
CALLER_CODES: Final = {
    "readapidenied": "is a private wiki: log in with an account that may read it (--login)",
    "permissiondenied": "does not permit this: log in with an account that may (--login)",
    "blocked": "has blocked this account or address",
    "autoblocked": "has blocked this account or address",
    "globalblocking": "has blocked this account or address",
    "assert": "says that the login is not valid any more: log in again (--login)",
    "mwoauth": "does not accept the authorization",
}

#: Temporary errors of the API that did not end while the wiki was asked again and again, and what they mean.
BUSY_CODES: Final = {
    "readonly": "is read-only for now: try again later",
    "maxlag": "is too busy for now: try again later",
    "ratelimited": "allows no more requests for now: try again later, or log in (--login)",
}

#: Errors of urllib3 and requests about connections that could not be made, and what they mean.
NO_CONNECTION: Final = {
    "SSLError": "no secure connection to {host}: it has no valid certificate, or it speaks http only",
    "NameResolutionError": "nothing answers at {host}: there is no host of this name",
    "ConnectTimeout": "nothing answers at {host}: no connection in time",
    "NewConnectionError": "nothing answers at {host}: the connection is refused",
}


class WikiUnreachable(RuntimeError):
    """A wiki does not answer, or refuses the caller; going on would turn every revision into an error."""


def is_about_caller(error: BaseException) -> bool:
    """Return whether an error of the API is about who asks, so that every request fails.

    Examples
    --------
    >>> from mwapi.errors import APIError
    >>> is_about_caller(APIError("readapidenied", "", "")), is_about_caller(APIError("nosuchrevid", "", ""))
    (True, False)
    """
    return _caller_words(error) is not None


def _caller_words(error: BaseException) -> str | None:
    from mwapi.errors import APIError

    if not isinstance(error, APIError):
        return None
    code = str(error.code)
    if code in CALLER_CODES:
        return CALLER_CODES[code]
    family = code.partition("-")[0]
    if code.startswith("assert") and code.endswith("failed"):
        family = "assert"
    return CALLER_CODES.get(family)


def is_no_connection(error: BaseException) -> bool:
    """Return whether no connection could be made, or no secure one."""
    return _connection_words(error) is not None


def _connection_words(error: BaseException) -> str | None:
    names = [type(cause).__name__ for cause in causes(error)]
    return next((words for name, words in NO_CONNECTION.items() if name in names), None)


def explain_failure(error: BaseException, host: str, api_url: str, answered: bool = False) -> str:
    """Return what a failure means, and what to do.

    Parameters
    ----------
    error : Exception
    host, api_url : str
        The addresses of the wiki and of its API.
    answered : bool
        Whether the wiki has answered before.

    Examples
    --------
    >>> from mwapi.errors import APIError
    >>> error = APIError("readapidenied", "You need read permission.", None)
    >>> explain_failure(error, "https://wiki.example", "https://wiki.example/w/api.php")
    'https://wiki.example is a private wiki: log in with an account that may read it (--login)'
    """
    from mwapi.errors import APIError

    status = status_of(error)
    words = _caller_words(error)
    if words is not None:
        info = "" if "--login" in words else f": {' '.join(str(getattr(error, 'info', '')).split())}"
        return f"{host} {words}{info}"
    words = _connection_words(error)
    if status is None and words is not None and not answered:
        return words.format(host=host)
    if isinstance(error, APIError) and str(error.code) in BUSY_CODES:
        return f"{host} {BUSY_CODES[str(error.code)]}: {' '.join(str(error.info or '').split())}".rstrip(": ")
    if status is None or isinstance(error, APIError):
        return f"{host} does not answer any more: {error}"
    answer = f"answers {status.code} {_phrase(status.code)}".rstrip()
    page = f": {text}" if (text := page_text(status.page)) else ""
    advice = f"give the full address, {_advice(api_url)}"
    if status.code in (404, 405, 410):
        return f"there is no api.php at {api_url}, it {answer}: {advice}"
    found = status.url.partition("?")[0]
    if status.code < 400 and found not in ("", api_url):
        return f"{api_url} redirects to {found}: give the full address of the API, {_advice(found)}"
    if status.code < 400:
        return f"{api_url} is not an api.php, it answers with a page{page}: {advice}"
    return f"{host} {answer}{page}"


def _phrase(code: int) -> str:
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return ""


def _advice(api_url: str) -> str:
    parts = urlsplit(api_url)
    path = "/w/api.php" if parts.path == "/api.php" else "/api.php"
    return f"such as --host {parts.scheme}://{parts.netloc}{path}"


def page_text(page: str) -> str:
    """Return the text of an HTML page, in one line that is not long.

    Examples
    --------
    >>> page_text("<html><style>p {}</style><p>Set a User-Agent &amp; try\\nagain</p></html>")
    'Set a User-Agent & try again'
    """
    bare = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>", " ", page)
    text = " ".join(html.unescape(bare).split())
    return text if len(text) <= PAGE_CHARACTERS else text[: PAGE_CHARACTERS - 1] + "…"
