"""Sending requests to a wiki and waiting for the replies, with patience; what to ask is in `requests`."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from .cache import MWAPICache
from .requests import BATCH, Need, Request, Store, cached_replies, plan_requests, read_replies
from .retries import Retries, Status, is_transient, retry_after

__all__ = ["Client", "continued", "smaller_limit"]

logger = logging.getLogger(__name__)

#: Parameters longer than this go into the body of the request: many servers refuse longer addresses.
LONGEST_QUERY: Final = 4000

#: What replies of the API have, at least one of them.
REPLY_KEYS: Final = {"batchcomplete", "continue", "query", "search", "success", "warnings", "curtimestamp"}

_last_reply = threading.local()


def note_status(response: Any, *args: Any, **kwargs: Any) -> None:
    """Remember the status and the Retry-After of this thread's last reply; a hook of requests."""
    _last_reply.status = Status(response.status_code, retry_after(response.headers))


class Client:
    """A session of mwapi that asks again when a request fails for a reason that passes.

    Parameters
    ----------
    session : mwapi.Session
        Anything with its ``get(**parameters)``; ``post`` is used for very long queries.
    retries : Retries, optional

    Attributes
    ----------
    limit : int
        How many ids or names to ask for at a time; lowered when the wiki says that it is too many.
    requests : int
        How many requests were sent, those that failed included.
    seconds : float
        How long all requests took, waits included.
    """

    def __init__(self, session: Any, retries: Retries | None = None) -> None:
        self.session = session
        self.retries = retries or Retries()
        self.limit = BATCH
        self.requests = 0
        self.seconds = 0.0
        self.closed = False
        hooks = getattr(getattr(session, "session", None), "hooks", None)
        if isinstance(hooks, dict) and note_status not in hooks.setdefault("response", []):
            hooks["response"].append(note_status)

    def fetch(self, needs: Iterable[Need], store: Store, http_cache: MWAPICache | None = None) -> None:
        """Put the documents of needs into a store, asking for those that are not there.

        Parameters
        ----------
        needs : iterable of Need
        store : Store
        http_cache : MWAPICache, optional
            Replies that are there already.

        Raises
        ------
        Exception
            What mwapi raises, if a request for a batch fails for good. If one about a single thing does,
            the error takes the place of the document.
        """
        waiting = plan_requests(store.missing(needs), self.limit)
        while waiting:
            request = waiting.pop(0)
            replies = cached_replies(request, http_cache)
            try:
                if replies is None:
                    replies = self.ask(request)
            except Exception as error:
                limit = smaller_limit(error, request)
                if limit is not None:
                    self.limit = limit
                    waiting = plan_requests(request.needs, limit) + waiting
                    continue
                if request.is_batch:
                    raise
                store.add([(need, error) for need in request.needs])
                continue
            store.add(read_replies(request, replies))

    def ask(self, request: Request) -> list[dict[str, Any]]:
        """Send a request, and what continues it, and return the replies."""
        return list(self.query(request.parameters))

    def query(self, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the reply to a query, and those that continue it."""
        following: Mapping[str, Any] | None = parameters
        while following is not None:
            reply = self.get(following)
            yield reply
            following = continued(parameters, following, reply)

    def get(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Send one request, again and again until it is answered or there is no hope.

        Raises
        ------
        Exception
            The last one that mwapi raised.
        """
        start = time.monotonic()
        long = len(str(parameters)) > LONGEST_QUERY and hasattr(self.session, "post")
        send = self.session.post if long else self.session.get
        attempt = 0
        try:
            while True:
                attempt += 1
                self.requests += 1
                _last_reply.status = None
                try:
                    return check_reply(send(**parameters), _last_reply.status)
                except Exception as error:
                    status: Status | None = _last_reply.status
                    if attempt >= self.retries.attempts or not is_transient(error, status):
                        raise
                    wait = self.retries.wait(attempt, status.retry_after if status else None)
                    logger.info("attempt %d failed (%s); again in %.1f s", attempt, error, wait)
                self._sleep(wait)
        finally:
            self.seconds += time.monotonic() - start

    def close(self) -> None:
        """Ask nothing again; requests in other threads that wait to be sent again give up."""
        self.closed = True

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self.closed:
                raise RuntimeError("the client was closed while it waited to ask again")
            time.sleep(min(left, 0.1))

    def detect_limit(self) -> int:
        """Ask the wiki how many ids this account may ask for at a time, and use that.

        Examples
        --------
        >>> class Bot:
        ...     def get(self, **parameters):
        ...         return {"query": {"userinfo": {"name": "Bot", "rights": ["read", "apihighlimits"]}}}
        >>> Client(Bot()).detect_limit()
        500
        """
        reply = self.get({"action": "query", "meta": "userinfo", "uiprop": "rights"})
        rights = reply.get("query", {}).get("userinfo", {}).get("rights", ())
        self.limit = 500 if "apihighlimits" in rights else BATCH
        return self.limit


def check_reply(reply: Any, status: Status | None) -> dict[str, Any]:
    """Return a reply if it is one of the API; a proxy's page of errors may be JSON too.

    Examples
    --------
    >>> check_reply({"batchcomplete": True}, None)
    {'batchcomplete': True}
    >>> check_reply({"message": "Too many requests"}, None)
    Traceback (most recent call last):
    ...
    ValueError: The reply is no JSON of the API: {'message': 'Too many requests'}
    """
    known = isinstance(reply, dict) and (not reply or not REPLY_KEYS.isdisjoint(reply))
    if not known or (status is not None and status.is_transient):
        code = f" of status {status.code}" if status else ""
        raise ValueError(f"The reply{code} is no JSON of the API: {str(reply)[:100]}")
    return dict(reply)


def continued(
    parameters: Mapping[str, Any], sent: Mapping[str, Any], reply: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Return the parameters that continue a query, or None at its end.

    Parameters
    ----------
    parameters : dict
        Of the query.
    sent : dict
        The same with what continued it so far.
    reply : dict
        What came.

    Examples
    --------
    >>> continued({"list": "users"}, {"list": "users"}, {"continue": {"usfrom": "B"}})
    {'list': 'users', 'usfrom': 'B'}
    >>> continued({"list": "users"}, {"list": "users"}, {"batchcomplete": ""})
    """
    more = reply.get("continue")
    if not more or (parameters.get("rvlimit") == 1 or parameters.get("uclimit") == 1):
        return None
    following = {**parameters, **more}
    return None if following == sent else following


def smaller_limit(error: Exception, request: Request) -> int | None:
    """Return a limit to try after an error of too many values, or None for any other error."""
    if getattr(error, "code", None) not in ("toomanyvalues", "too-many-titles") or len(request.needs) < 2:
        return None
    return BATCH if len(request.needs) > BATCH else len(request.needs) // 2
