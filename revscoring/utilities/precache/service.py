"""A scoring service that is sent events; what it refuses for a time is sent again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Final

import requests
from tenacity import RetryCallState, RetryError, Retrying, retry_if_exception_type
from tenacity.nap import sleep_using_event
from tenacity.stop import stop_when_event_set

from ...extractors.api.retries import Retries, parse_retry_after
from .pages import Stopped

__all__ = ["STRANGE", "Refused", "ServiceClient"]

logger = logging.getLogger(__name__)

#: Statuses of a service that is away or full: they say nothing about the edit, and last as long as they last.
AWAY: Final = {429, 502, 503}

#: Errors of a score that may not come again.
PASSING: Final = {"TimeoutError", "WikiUnavailable", "WorkerDied"}

#: Why an edit is refused whose reply is no reply of a scoring service.
STRANGE: Final = "the service answers with something that is no reply of a scoring service"

#: Attempts after which waits grow no more.
MOST_DOUBLINGS: Final = 8


class Refused(Exception):
    """The service does not score an edit; the message says why."""


class _TryAgain(Exception):
    def __init__(self, reason: str, *, is_away: bool, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.is_away = is_away
        self.retry_after = retry_after


class ServiceClient:
    """Sends events to a scoring service.

    A service that is away or full (no connection, 429, 502, 503) is waited for without end, as long as its
    Retry-After says; other failures are tried `attempts` times.

    Parameters
    ----------
    url : str
        The address of the service.
    attempts : int
    timeout : float
        Seconds for a request.
    stop : threading.Event
        Ends all waits.
    retried : callable
        Is given the reason of each attempt that failed.
    retries : Retries
        How long to wait.
    """

    def __init__(
        self,
        url: str,
        attempts: int,
        timeout: float,
        stop: threading.Event,
        retried: Callable[[str], None] = lambda reason: None,
        retries: Retries | None = None,
    ) -> None:
        self.url = f"{url.rstrip('/')}/v3/precache/"
        self.attempts, self.timeout, self.stop, self.retried = attempts, timeout, stop, retried
        self.retries = retries or Retries(longest=30.0)
        self._threads = threading.local()
        self._sessions: list[requests.Session] = []

    def close(self) -> None:
        """Close all connections."""
        for session in self._sessions:
            session.close()

    def post(self, event: dict[str, Any]) -> dict[str, Any] | None:
        """Send an event; return the reply, None if there is nothing to score.

        Raises
        ------
        Refused
            If the service does not score it, in the end.
        Stopped
            If the program ends while the service is waited for.
        """
        is_stopped = stop_when_event_set(self.stop)
        failures = 0

        def stop(state: RetryCallState) -> bool:
            nonlocal failures
            error = _error_of(state)
            failures += not error.is_away
            return failures >= self.attempts or is_stopped(state)

        retrying = Retrying(
            retry=retry_if_exception_type(_TryAgain),
            stop=stop,
            wait=lambda state: self.retries.wait(
                min(state.attempt_number, MOST_DOUBLINGS), _error_of(state).retry_after
            ),
            before_sleep=self._note,
            sleep=sleep_using_event(self.stop),
        )
        try:
            return retrying(self._send, event)
        except RetryError as error:
            failure = error.last_attempt.exception()
            if self.stop.is_set():
                raise Stopped from failure
            raise Refused(str(failure)) from failure

    def _note(self, state: RetryCallState) -> None:
        error = _error_of(state)
        self.retried(str(error))
        level = logging.WARNING if state.attempt_number == 3 else logging.INFO
        logger.log(level, "%s: %s; sent again", self.url, error)

    def _send(self, event: dict[str, Any]) -> dict[str, Any] | None:
        session = getattr(self._threads, "session", None)
        if session is None:
            session = self._threads.session = requests.Session()
            self._sessions.append(session)
        try:
            # Who follows a redirect leaves the event behind.
            reply = session.post(self.url, json=event, timeout=self.timeout, allow_redirects=False)
        except requests.Timeout as error:
            raise _TryAgain(
                "no answer in time", is_away=isinstance(error, requests.ConnectTimeout)
            ) from error
        except requests.ConnectionError as error:
            raise _TryAgain("no connection", is_away=True) from error
        except requests.RequestException as error:
            raise _TryAgain(f"the answer broke off: {type(error).__name__}", is_away=False) from error
        if reply.status_code == 204:
            return None
        if reply.status_code != 200:
            text = f"the service answers {reply.status_code}: {_message_of(reply)}"
            if reply.status_code < 500 and reply.status_code != 429:
                raise Refused(text)
            raise _TryAgain(
                text,
                is_away=reply.status_code in AWAY,
                retry_after=parse_retry_after(reply.headers.get("Retry-After")),
            )
        return _checked(reply)


def _checked(reply: requests.Response) -> dict[str, Any]:
    """Return the document of a reply, unless a score in it failed for a time."""
    try:
        document: dict[str, Any] = reply.json()
        failures = [
            f"{model}: {found['error']['type']}: {found['error'].get('message')}"
            for wiki in document.values()
            for scores in wiki.get("scores", {}).values()
            for model, found in scores.items()
            if found.get("error") is not None and found["error"].get("type") in PASSING
        ]
    except (ValueError, RecursionError) as error:
        raise Refused("the service answers with something that is no JSON") from error
    except (AttributeError, TypeError) as error:
        raise Refused(STRANGE) from error
    if failures:
        raise _TryAgain(failures[0], is_away=False)
    return document


def _error_of(state: RetryCallState) -> _TryAgain:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, _TryAgain)
    return error


def _message_of(reply: requests.Response) -> str:
    try:
        return str(reply.json()["error"]["message"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return reply.text[:200]
