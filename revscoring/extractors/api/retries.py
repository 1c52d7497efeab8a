"""When to ask again after a failure, and how long to wait before; nothing here waits or asks.

Asked again after: no connection or a broken one, timeouts, the statuses 429 and 5xx, replies that are not
JSON, and those errors of the API that pass (``maxlag``, ``ratelimited``, ``readonly``, internal ones).
The waits double from one attempt to the next, with jitter, and are never shorter than a Retry-After.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final

__all__ = ["Retries", "Status", "is_transient", "parse_retry_after", "retry_after"]

#: Codes of errors of the API that pass.
PASSING: Final = {
    "maxlag",
    "ratelimited",
    "readonly",
    "internal_api_error_DBQueryError",
    "cirrussearch-too-busy-error",
}


@dataclass(frozen=True)
class Status:
    """What the headers of a reply say.

    Attributes
    ----------
    code : int
    retry_after : float or None
        Seconds.
    """

    code: int
    retry_after: float | None = None

    @property
    def is_transient(self) -> bool:
        """Whether a later request may do better."""
        return self.code == 429 or self.code >= 500


@dataclass(frozen=True)
class Retries:
    """How often to ask, and how long to wait between.

    Parameters
    ----------
    attempts : int
        How often to ask in all.
    base : float
        Seconds to wait after the first failure, at most; doubled after each further one.
    longest : float
        Seconds that no wait exceeds, whatever the server says.

    Examples
    --------
    >>> Retries(base=1.0).wait(3, None, jitter=1.0), Retries().wait(1, retry_after=7.0, jitter=0.5) >= 7
    (4.0, True)
    """

    attempts: int = 6
    base: float = 0.5
    longest: float = 120.0

    def wait(self, attempt: int, retry_after: float | None, jitter: float | None = None) -> float:
        """Return the seconds to wait after a failed attempt, of which the first is 1.

        Parameters
        ----------
        attempt : int
        retry_after : float or None
            What the server asks for.
        jitter : float, optional
            Between 0 and 1; random by default, so that clients do not come back all at once.
        """
        share = random.random() if jitter is None else jitter
        backoff = self.base * 2.0 ** (attempt - 1)
        own = backoff * (0.5 + 0.5 * share)
        if retry_after is not None:
            return min(retry_after + share * self.base, self.longest)
        return min(own, self.longest)


def is_transient(error: BaseException, status: Status | None = None) -> bool:
    """Return whether a request that failed may do better later.

    Parameters
    ----------
    error : Exception
    status : Status, optional
        Of the reply, if there was one.

    Examples
    --------
    >>> is_transient(ConnectionResetError()), is_transient(RuntimeError())
    (True, False)
    """
    import mwapi.errors
    import requests.exceptions

    if isinstance(error, mwapi.errors.APIError):
        code = str(error.code)
        return code in PASSING or code.startswith("internal_api_error")
    if status is not None and status.code >= 400:
        return status.is_transient
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return False
    broken = (
        requests.exceptions.ConnectionError,
        requests.exceptions.Timeout,
        requests.exceptions.ChunkedEncodingError,
        requests.exceptions.ContentDecodingError,
        ConnectionError,
        TimeoutError,
    )
    if isinstance(error, broken):
        return True
    if isinstance(error, ValueError):  # what came is no JSON
        return "JSON" in str(error) or type(error).__name__ == "JSONDecodeError"
    payload = [type(one).__name__ for one in _chain(error)]
    return isinstance(error, mwapi.errors.RequestError) and bool(_BROKEN_PAYLOADS.intersection(payload))


#: Errors of aiohttp that mwapi wraps into its general one.
_BROKEN_PAYLOADS: Final = {
    "ClientPayloadError",
    "ContentLengthError",
    "TransferEncodingError",
    "JSONDecodeError",
}


def _chain(error: BaseException | None) -> list[BaseException]:
    """Return an error and those that it was raised from or amid."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain


def status_of(error: BaseException) -> Status | None:
    """Return the status that hangs on an error or on one that it was raised from, as with aiohttp."""
    for one in _chain(error):
        code, headers = getattr(one, "status", None), getattr(one, "headers", None)
        if isinstance(code, int) and isinstance(headers, Mapping):
            return Status(code, retry_after(headers))
    return None


def retry_after(headers: Mapping[str, Any]) -> float | None:
    """Return the seconds of a Retry-After header, or None."""
    return parse_retry_after(headers.get("Retry-After"))


def parse_retry_after(value: str | None, now: float | None = None) -> float | None:
    """Return the seconds that a Retry-After asks for: a number, or a date.

    Examples
    --------
    >>> parse_retry_after("5"), parse_retry_after(None), parse_retry_after("soon")
    (5.0, None, None)
    >>> parse_retry_after("Thu, 01 Jan 1970 00:01:00 GMT", now=50.0)
    10.0
    """
    import time

    if value is None:
        return None
    try:
        return max(float(value), 0.0)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value).timestamp()
    except (TypeError, ValueError):
        return None
    return max(moment - (time.time() if now is None else now), 0.0)
