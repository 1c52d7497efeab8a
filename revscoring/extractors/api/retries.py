"""Retries of requests: which failures are temporary, and how long to wait before the next attempt.

Temporary are connections that fail or break, timeouts, the statuses 429 and 5xx, replies that are not JSON,
and some errors of the API (``maxlag``, ``ratelimited``, ``readonly``, internal errors). The waits double
from one attempt to the next, with jitter, and are not shorter than a Retry-After. tenacity does the rest.
"""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final, NamedTuple

from tenacity import RetryCallState, retry_if_exception

__all__ = ["Retries", "Status", "causes", "is_transient", "parse_retry_after", "policy", "status_of"]

logger = logging.getLogger(__name__)

#: Codes of temporary errors of the API, beside those that begin with ``internal_api_error``.
TEMPORARY_CODES: Final = {"maxlag", "ratelimited", "readonly", "cirrussearch-too-busy-error"}

#: How often a request is sent that ends in an internal error of the wiki: most of them are about a revision.
INTERNAL_ATTEMPTS: Final = 3

#: Seconds of a wait that is worth a warning.
LONG_WAIT: Final = 20.0

#: Names of errors of aiohttp about a broken reply, which mwapi wraps into its general error.
BROKEN_PAYLOADS: Final = {
    "ClientPayloadError",
    "ContentLengthError",
    "TransferEncodingError",
    "JSONDecodeError",
}


#: Seconds that a Retry-After can ask for.
LONGEST: Final = 3600.0


class Status(NamedTuple):
    """The status of a reply.

    Attributes
    ----------
    code : int
    retry_after : float or None
        Seconds.
    page : str
        The text, if it is not JSON.
    url : str
        The address, after redirects.
    """

    code: int
    retry_after: float | None = None
    page: str = ""
    url: str = ""

    @property
    def is_transient(self) -> bool:
        """Whether a later request may succeed."""
        return self.code == 429 or self.code >= 500


@dataclass(frozen=True)
class Retries:
    """The number of attempts, and the waits between them.

    Parameters
    ----------
    attempts : int
        How often a request is sent, at most.
    base : float
        Seconds to wait after the first failure, at most; doubled after each further one.
    longest : float
        Seconds that no wait exceeds, unless the server asks for a longer one.

    Examples
    --------
    >>> Retries(base=1.0).wait(3, None, jitter=1.0), Retries().wait(1, retry_after=7.0, jitter=0.5) >= 7
    (4.0, True)
    """

    attempts: int = 6
    base: float = 0.5
    longest: float = 120.0

    def wait(self, attempt: int, retry_after: float | None, jitter: float | None = None) -> float:
        """Return the seconds to wait after a failed attempt, the first of which is 1.

        `retry_after` are the seconds that the server asks for. `jitter` is between 0 and 1; it is random by
        default, so that clients do not return all at once.
        """
        share = random.random() if jitter is None else jitter
        backoff = min(self.base * 2.0 ** (attempt - 1) * (0.5 + 0.5 * share), self.longest)
        return backoff if retry_after is None else max(backoff, retry_after + share * self.base)


def policy(retries: Retries) -> dict[str, Any]:
    """Return the options of tenacity that retry as described here, and raise the last error in the end."""

    def stop(state: RetryCallState) -> bool:
        internal = _is_internal(state.outcome.exception() if state.outcome else None)
        return state.attempt_number >= (
            min(retries.attempts, INTERNAL_ATTEMPTS) if internal else retries.attempts
        )

    def wait(state: RetryCallState) -> float:
        status = status_of(state.outcome.exception() if state.outcome else None)
        return retries.wait(state.attempt_number, status.retry_after if status else None)

    return {
        "stop": stop,
        "wait": wait,
        "retry": retry_if_exception(is_transient),
        "before_sleep": _log_wait,
        "reraise": True,
    }


def _log_wait(state: RetryCallState) -> None:
    """Log a wait before the next attempt, as a warning if it is so long that people wonder."""
    seconds = state.next_action.sleep if state.next_action else 0.0
    failure = state.outcome.exception() if state.outcome else None
    status = status_of(failure)
    reason = f"it answers {status.code}" if status and status.code >= 400 else str(failure)
    level = logging.WARNING if seconds >= LONG_WAIT else logging.INFO
    logger.log(level, "waiting %.0f s before the wiki is asked again: %s", seconds, reason)


def is_transient(error: BaseException, status: Status | None = None) -> bool:
    """Return whether a request that failed may succeed later, by its error and the status of the reply.

    Examples
    --------
    >>> is_transient(ConnectionResetError()), is_transient(RuntimeError())
    (True, False)
    """
    import mwapi.errors
    import requests.exceptions as http

    status = status or status_of(error)
    if isinstance(error, mwapi.errors.APIError):
        return str(error.code) in TEMPORARY_CODES or _is_internal(error)
    if status is not None and status.code >= 400:
        return status.is_transient
    if isinstance(error, http.InvalidURL | http.InvalidSchema):
        return False
    broken = (http.ConnectionError, http.Timeout, http.ChunkedEncodingError, http.ContentDecodingError)
    if isinstance(error, (*broken, ConnectionError, TimeoutError)):
        return True
    if isinstance(error, ValueError):  # the reply is not JSON
        return "JSON" in str(error) or type(error).__name__ == "JSONDecodeError"
    is_general = isinstance(error, mwapi.errors.RequestError)
    return is_general and any(type(cause).__name__ in BROKEN_PAYLOADS for cause in causes(error))


def _is_internal(error: BaseException | None) -> bool:
    return str(getattr(error, "code", "")).startswith("internal_api_error")


def status_of(error: BaseException | None) -> Status | None:
    """Return the status of the reply that an error is about, or None.

    `Client` notes it on the error; aiohttp puts it on an error that the error was raised from.
    """
    for cause in causes(error):
        noted = getattr(cause, "reply_status", None)
        if isinstance(noted, Status):
            return noted
        code, headers = getattr(cause, "status", None), getattr(cause, "headers", None)
        if isinstance(code, int) and isinstance(headers, Mapping):
            return Status(code, parse_retry_after(headers.get("Retry-After")))
    return None


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those that it was raised from or during."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        yield error
        seen.append(error)
        error = error.__cause__ or error.__context__


def parse_retry_after(value: str | None, now: float | None = None) -> float | None:
    """Return the seconds of a Retry-After, which is a number or a date; None for anything else.

    One wrong header is not to stop a program for days, so these are an hour at most.

    Examples
    --------
    >>> parse_retry_after("5"), parse_retry_after(None), parse_retry_after("soon")
    (5.0, None, None)
    >>> parse_retry_after("999999999")
    3600.0
    >>> parse_retry_after("Thu, 01 Jan 1970 00:01:00 GMT", now=50.0)
    10.0
    """
    if value is None:
        return None
    try:
        seconds = float(value)
        return min(max(seconds, 0.0), LONGEST) if math.isfinite(seconds) else None
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value).timestamp()
    except (TypeError, ValueError):
        return None
    return min(max(moment - (time.time() if now is None else now), 0.0), LONGEST)
