"""`Client`: a session that sends requests to a wiki and retries; the requests are planned in `requests`."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final, cast
from urllib.parse import urlsplit

from tenacity import Retrying, retry_if_exception

from .._typing import Document, Session
from .cache import MWAPICache
from .continuation import Continuation, EndlessContinuation
from .failures import WikiUnreachable, explain_failure, is_about_caller, is_no_connection
from .requests import (
    BATCH,
    Conversation,
    Need,
    Outcome,
    Request,
    Store,
    is_answered,
    is_recoverable,
    request_documents,
)
from .retries import Retries, Status, is_transient, parse_retry_after, policy, status_of

__all__ = ["Client", "check_reply"]

#: Parameters longer than this go into the body of the request: many servers refuse longer addresses.
LONGEST_QUERY: Final = 4000

#: How many characters are kept of a reply that is not JSON.
LONGEST_PAGE: Final = 4000

#: Keys of replies of the API: each has at least one of them.
REPLY_KEYS: Final = {"batchcomplete", "continue", "query", "search", "success", "warnings", "curtimestamp"}

_last_reply = threading.local()


def note_status(response: Any, *args: Any, **kwargs: Any) -> None:
    """Remember the status of the last reply of this thread; a hook of requests."""
    is_json = "json" in response.headers.get("Content-Type", "")
    page = "" if is_json or response.is_redirect else response.text[:LONGEST_PAGE]
    retry_after = parse_retry_after(response.headers.get("Retry-After"))
    _last_reply.status = Status(response.status_code, retry_after, page, response.url)


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
        self._answered = False
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
        replies: list[Document] = []
        try:
            for reply in self.query(request.parameters):
                replies.append(reply)
                if is_answered(request, replies):
                    break
        except EndlessContinuation as error:
            error.replies = replies
            return error
        except Exception as error:
            if not is_recoverable(error, request):
                raise
            return error
        return replies

    def query(self, parameters: Mapping[str, Any]) -> Iterator[Document]:
        """Yield the reply to a query, and those that continue it; see `Continuation`."""
        continuation = Continuation(parameters)
        while continuation.following is not None:
            reply = self.get(continuation.following)
            yield reply
            continuation.follow(reply)

    def get(self, parameters: Mapping[str, Any]) -> Document:
        """Send one request, retried as `Retries` says; raise the last error of mwapi in the end.

        If no connection to a wiki that has never answered can be made, its address is wrong, and there are no
        retries.
        """
        options = {**policy(self.retries), "retry": retry_if_exception(self._is_worth_retrying)}
        return Retrying(**options, sleep=self._sleep)(self._send, parameters)

    def _is_worth_retrying(self, error: BaseException) -> bool:
        return is_transient(error) and (self._answered or not is_no_connection(error))

    def _send(self, parameters: Mapping[str, Any]) -> Document:
        too_long = len(str(parameters)) > LONGEST_QUERY
        send = getattr(self.session, "post", self.session.get) if too_long else self.session.get
        self.requests += 1
        _last_reply.status = None
        try:
            reply = check_reply(send(**parameters), _last_reply.status)
        except Exception as error:
            error.__dict__["reply_status"] = _last_reply.status
            self._answered = self._answered or _last_reply.status is not None
            if isinstance(error, TypeError | AttributeError) and _last_reply.status is not None:
                failure = _no_reply_of_api(_last_reply.status)  # mwapi expects an object
                failure.__dict__["reply_status"] = _last_reply.status
                raise failure from error
            raise
        self._answered = True
        self.follow_redirect()
        return reply

    def follow_redirect(self) -> bool:
        """Use the address that the last request was redirected to, if it is of the same host and as secure.

        A request that is redirected loses its body, so long ones and logins need the address itself.
        """
        status, api_url = self.last_reply, getattr(self.session, "api_url", None)
        found = status.url.partition("?")[0] if status else ""
        if api_url is None or found == api_url or not found.endswith("api.php"):
            return False
        old, new = urlsplit(api_url), urlsplit(found)
        if new.hostname != old.hostname or (old.scheme, new.scheme) == ("https", "http"):
            return False
        session: Any = self.session
        session.host, session.api_path, session.api_url = f"{new.scheme}://{new.netloc}", new.path, found
        return True

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
        """Raise `WikiUnreachable` after a failure that every other request would share.

        Such a failure is about who asks, or the server does not answer a simple question either.
        """
        if not is_about_caller(failure) and (self._answered or not is_no_connection(failure)):
            status = status_of(failure)
            if not is_transient(failure) and (status is None or status.code < 400):
                return
            try:
                self.get({"action": "query", "meta": "siteinfo"})
                return
            except Exception as error:
                failure = error if is_about_caller(error) else failure
        host = getattr(self.session, "host", "the wiki")
        api_url = getattr(self.session, "api_url", host)
        raise WikiUnreachable(explain_failure(failure, host, api_url, self._answered)) from failure

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Raise `WikiUnreachable` in the place of failures that every request would share."""
        try:
            yield
        except WikiUnreachable:
            raise
        except Exception as error:
            self.raise_if_unreachable(error)
            raise

    @property
    def last_reply(self) -> Status | None:
        """The status of the last reply of this thread; None if there was none."""
        status: Status | None = getattr(_last_reply, "status", None)
        return status

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
    ValueError: The reply is not JSON of the API: {'message': 'Too many requests'}
    """
    known = isinstance(reply, dict) and (not reply or not REPLY_KEYS.isdisjoint(reply))
    if known and not _has_null(cast("Document", reply)) and not (status and status.is_transient):
        return cast("Document", reply)
    raise _no_reply_of_api(status, f": {str(reply)[:100]}")


def _has_null(reply: Document) -> bool:
    """Tell whether the results of a reply, or the pages in it, are null, which no API says."""
    query = reply.get("query", {})
    return query is None or (isinstance(query, dict) and query.get("pages", ()) is None)


def _no_reply_of_api(status: Status | None, reply: str = "") -> ValueError:
    code = f" of status {status.code}" if status else ""
    return ValueError(f"The reply{code} is not JSON of the API{reply}")
