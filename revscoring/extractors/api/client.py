"""`Client`: a session that sends requests to a wiki and retries; the requests are planned in `requests`."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final, cast

from tenacity import Retrying

from .._typing import Document, Session
from .cache import MWAPICache
from .requests import BATCH, Conversation, Need, Outcome, Request, Store, is_recoverable, request_documents
from .retries import Retries, Status, is_transient, parse_retry_after, policy, status_of

__all__ = ["Client", "WikiUnreachable", "check_reply", "continued"]

#: Parameters longer than this go into the body of the request: many servers refuse longer addresses.
LONGEST_QUERY: Final = 4000

#: Keys of replies of the API: each has at least one of them.
REPLY_KEYS: Final = {"batchcomplete", "continue", "query", "search", "success", "warnings", "curtimestamp"}

_last_reply = threading.local()


class WikiUnreachable(RuntimeError):
    """A wiki does not answer any more; going on would only turn every revision into an error."""


def note_status(response: Any, *args: Any, **kwargs: Any) -> None:
    """Remember the status of the last reply of this thread; a hook of requests."""
    _last_reply.status = Status(response.status_code, parse_retry_after(response.headers.get("Retry-After")))


class Client:
    """A session of mwapi that sends a request again if it fails for a temporary reason.

    Parameters
    ----------
    session : mwapi.Session
        Anything with its ``get(**parameters)``; ``post`` is used for very long queries.
    retries : Retries, optional

    Attributes
    ----------
    limit : int
        How many ids or names a request may have; lowered when the wiki says that it is too many.
    requests : int
        How many requests were sent, those that failed included.
    """

    def __init__(self, session: Session, retries: Retries | None = None) -> None:
        self.session = session
        self.retries = retries or Retries()
        self.limit = BATCH
        self.requests = 0
        self.closed = False
        hooks = getattr(getattr(session, "session", None), "hooks", None)
        if isinstance(hooks, dict) and note_status not in hooks.setdefault("response", []):
            hooks["response"].append(note_status)

    def fetch(self, needs: Iterable[Need], store: Store, http_cache: MWAPICache | None = None) -> None:
        """Put the documents of needs into a store; see `request_documents` and `run`."""
        self.run(request_documents(needs, store, http_cache, self))

    def run(self, conversation: Conversation) -> None:
        """Send the requests of a conversation, one after the other; raise the error of a batch that fails."""
        with suppress(StopIteration):
            requests = next(conversation)
            while True:
                requests = conversation.send(map(self._answer, requests))

    def _answer(self, request: Request) -> Outcome:
        try:
            return list(self.query(request.parameters))
        except Exception as error:
            if not is_recoverable(error, request):
                raise
            return error

    def query(self, parameters: Mapping[str, Any]) -> Iterator[Document]:
        """Yield the reply to a query, and those that continue it."""
        following: Mapping[str, Any] | None = parameters
        while following is not None:
            reply = self.get(following)
            yield reply
            following = continued(parameters, following, reply)

    def get(self, parameters: Mapping[str, Any]) -> Document:
        """Send one request, retried as `Retries` says; raise the last error of mwapi in the end."""
        return Retrying(**policy(self.retries), sleep=self._sleep)(self._send, parameters)

    def _send(self, parameters: Mapping[str, Any]) -> Document:
        too_long = len(str(parameters)) > LONGEST_QUERY
        send = getattr(self.session, "post", self.session.get) if too_long else self.session.get
        self.requests += 1
        _last_reply.status = None
        try:
            return check_reply(send(**parameters), _last_reply.status)
        except Exception as error:
            error.__dict__["reply_status"] = _last_reply.status
            raise

    def close(self) -> None:
        """Stop retrying; requests in other threads that wait for their next attempt fail."""
        self.closed = True

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self.closed:
                raise RuntimeError("the client was closed while it waited to ask again")
            time.sleep(min(left, 0.1))

    def raise_if_unreachable(self, failure: Exception) -> None:
        """Raise `WikiUnreachable` if, after a failure of the server, it does not answer a simple question."""
        status = status_of(failure)
        if not is_transient(failure) and (status is None or status.code < 400):
            return
        try:
            self.get({"action": "query", "meta": "siteinfo"})
        except Exception as error:
            host = getattr(self.session, "host", "the wiki")
            raise WikiUnreachable(f"{host} does not answer any more: {failure}") from error

    def detect_limit(self) -> int:
        """Ask the wiki how many ids a request of this account may have, and use that.

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


def check_reply(reply: object, status: Status | None = None) -> Document:
    """Return a reply if it is one of the API; the error page of a proxy may be JSON too.

    Examples
    --------
    >>> check_reply({"batchcomplete": True})
    {'batchcomplete': True}
    >>> check_reply({"message": "Too many requests"})
    Traceback (most recent call last):
    ...
    ValueError: The reply is no JSON of the API: {'message': 'Too many requests'}
    """
    known = isinstance(reply, dict) and (not reply or not REPLY_KEYS.isdisjoint(reply))
    if known and not (status and status.is_transient):
        return cast("Document", reply)
    code = f" of status {status.code}" if status else ""
    raise ValueError(f"The reply{code} is no JSON of the API: {str(reply)[:100]}")


def continued(
    parameters: Mapping[str, Any], sent: Mapping[str, Any], reply: Document
) -> dict[str, Any] | None:
    """Return the parameters that continue a query after a request and its reply, or None at its end.

    Examples
    --------
    >>> continued({"list": "users"}, {"list": "users"}, {"continue": {"usfrom": "B"}})
    {'list': 'users', 'usfrom': 'B'}
    >>> continued({"list": "users"}, {"list": "users"}, {"batchcomplete": ""})
    """
    more = reply.get("continue")
    if not more or parameters.get("rvlimit") == 1 or parameters.get("uclimit") == 1:
        return None
    following = {**parameters, **more}
    return None if following == sent else following
