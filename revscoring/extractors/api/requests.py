"""Requests for documents of the API, and the documents in the replies, without input or output.

A `Need` is one document. `plan_requests` puts needs into as few requests as possible, `read_replies` finds
the documents in the replies. `request_documents` is a conversation of both: a generator that yields
requests and receives their outcomes. A client (`client`, `asynchronous`) sends them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from .._typing import Document
from . import documents
from .cache import MWAPICache
from .continuation import EndlessContinuation
from .failures import is_about_caller

__all__ = [
    "BATCH",
    "REV_PROPS",
    "USER_PROPS",
    "Conversation",
    "Need",
    "Outcome",
    "Request",
    "Store",
    "cached_replies",
    "is_answered",
    "is_recoverable",
    "plan_requests",
    "read_replies",
    "request_documents",
]

#: How many ids or names a request may have, unless the account has the right to more.
BATCH: Final = 50

#: The properties to request of every revision; the content only where a text is needed.
REV_PROPS: Final = {"ids", "user", "timestamp", "userid", "comment", "size", "contentmodel", "flags"}

#: The properties to request of every account.
USER_PROPS: Final = {"groups", "editcount", "gender", "registration", "emailable"}


#: The properties to request of the last revisions of a page, and how many of these.
HISTORY_PROPS: Final = {"ids", "timestamp", "userid", "comment", "size", "sha1"}
HISTORY_LENGTH: Final = 50


class Need(NamedTuple):
    """A document that is needed.

    Attributes
    ----------
    kind : str
        A key of `KINDS`.
    key : int, str or tuple
        Id of the revision, name of the user, id of the page, or id of the entity; of a history, the ids of
        the page and of its last revision.
    content : bool
        Whether the text of the revision is needed.
    before : str or None
        The time that the contribution must be earlier than.
    """

    kind: str
    key: Any
    content: bool = False
    before: str | None = None


@dataclass(frozen=True)
class Request:
    """The parameters of a request, and the needs that it answers, which are of one kind."""

    needs: tuple[Need, ...]
    parameters: Mapping[str, Any] = field(hash=False)

    @property
    def kind(self) -> str:
        """The kind of its needs."""
        return self.needs[0].kind

    @property
    def is_batch(self) -> bool:
        """Whether its kind is requested in batches."""
        return KINDS[self.kind].id is not None


#: The replies to a request with its continuations, or the error in their place.
Outcome: TypeAlias = "list[Document] | Exception"
#: Yields requests that may be sent together; receives their outcomes, which it reads one by one.
Conversation: TypeAlias = Generator[list[Request], Iterable[Outcome], None]


class HasLimit(Protocol):
    """A client, which knows how many ids or names a request may have."""

    limit: int


class Kind(NamedTuple):
    """The way to request documents of a kind, and to find them in a cache and in replies.

    `id` is the field of a document that equals the key of its need, for kinds that are requested in batches.
    """

    parameters: Callable[[Sequence[Need]], dict[str, Any]]
    getter: str
    read: Callable[[Document], Iterable[Any]]
    id: str | None = None


def _revisions(needs: Sequence[Need]) -> dict[str, Any]:
    properties = REV_PROPS | ({"content"} if needs[0].content else set())
    return {"revids": [need.key for need in needs], **_revision_query(properties)}


def _creation(needs: Sequence[Need]) -> dict[str, Any]:
    return {"pageids": needs[0].key, "rvdir": "newer", "rvlimit": 1, **_revision_query(REV_PROPS)}


def _history(needs: Sequence[Need]) -> dict[str, Any]:
    page_id, last = needs[0].key
    how = {"rvdir": "older", "rvstartid": last, "rvlimit": HISTORY_LENGTH}
    return {
        "action": "query",
        "prop": "revisions",
        "pageids": page_id,
        "rvprop": sorted(HISTORY_PROPS),
        **how,
    }


def _revision_query(properties: set[str]) -> dict[str, Any]:
    return {"action": "query", "prop": "revisions", "rvslots": "main", "rvprop": sorted(properties)}


def _users(needs: Sequence[Need]) -> dict[str, Any]:
    names = [need.key for need in needs]
    return {"action": "query", "list": "users", "ususers": names, "usprop": sorted(USER_PROPS)}


def _contribution(needs: Sequence[Need]) -> dict[str, Any]:
    import mwtypes

    [need] = needs
    return {
        "action": "query",
        "list": "usercontribs",
        "ucuser": need.key,
        "ucprop": ["comment", "flags", "ids", "size", "timestamp", "title"],
        "uclimit": 1,
        "ucdir": "older",
        # A second earlier: the API includes the bounds.
        "ucstart": str((mwtypes.Timestamp(need.before) - 1).long_format()),
    }


def _suggestions(needs: Sequence[Need]) -> dict[str, Any]:
    return {"action": "wbsgetsuggestions", "entity": needs[0].key, "include": "all", "limit": 50}


KINDS: Final = {
    "revision": Kind(_revisions, "get_revisions_batch_doc", documents.revisions, "revid"),
    "user": Kind(_users, "get_users_batch_doc", documents.users, "name"),
    "creation": Kind(_creation, "get_pageid_doc", documents.revisions),
    "history": Kind(_history, "get_history_doc", documents.history),
    "contribution": Kind(_contribution, "get_usercontribs_doc", documents.contributions),
    "suggestions": Kind(_suggestions, "get_wbsgetsuggestions_doc", documents.suggestions),
}


def plan_requests(needs: Iterable[Need], limit: int = BATCH) -> list[Request]:
    """Put needs into requests of at most `limit` ids or names, in their order and each need once.

    Examples
    --------
    >>> requests = plan_requests([Need("revision", 5), Need("revision", 6), Need("user", "A")])
    >>> [(request.kind, len(request.needs)) for request in requests]
    [('revision', 2), ('user', 1)]
    """
    groups: dict[tuple[str, bool], list[Need]] = {}
    for need in dict.fromkeys(needs):
        groups.setdefault((need.kind, need.content), []).append(need)
    requests = []
    for (name, _), group in groups.items():
        kind = KINDS[name]
        size = 1 if kind.id is None else limit
        for start in range(0, len(group), size):
            part = tuple(group[start : start + size])
            requests.append(Request(part, kind.parameters(part)))
    return requests


def cached_replies(request: Request, cache: MWAPICache | None) -> list[Document] | None:
    """Return the reply that the cache has for a request, in a list, or None."""
    if cache is None:
        return None
    keys = [need.key for need in request.needs]
    reply = getattr(cache, KINDS[request.kind].getter)(keys if request.is_batch else keys[0])
    return None if reply is None else [reply]


def read_replies(request: Request, replies: Iterable[Document]) -> list[tuple[Need, Any]]:
    """Return the needs of a request with their documents; None for a document that is missing.

    Examples
    --------
    >>> [request] = plan_requests([Need("user", "Ann"), Need("user", "Bob")])
    >>> [document for _, document in read_replies(request, [{"query": {"users": [{"name": "Ann"}]}}])]
    [{'name': 'Ann'}, None]
    """
    kind = KINDS[request.kind]
    found = [document for reply in replies for document in kind.read(reply)]
    if kind.id is not None:
        by_key = {document.get(kind.id): document for document in found}
        return [(need, by_key.get(need.key)) for need in request.needs]
    [need] = request.needs
    earlier = (one for one in found if need.before is None or one["timestamp"] < need.before)
    return [(need, next(earlier, None))]


def is_answered(request: Request, replies: Sequence[Document]) -> bool:
    """Return whether replies have all documents of a request, so that it needs no continuation."""
    return all(document is not None for _, document in read_replies(request, replies))


class Store:
    """The documents that were fetched for revisions; an error may stand in the place of a document."""

    def __init__(self) -> None:
        self._documents: dict[Need, Any] = {}

    def missing(self, needs: Iterable[Need]) -> list[Need]:
        """Return the needs that are not answered yet."""
        return [need for need in needs if not self._keys(need) & self._documents.keys()]

    def add(self, answers: Iterable[tuple[Need, Any]]) -> None:
        """Add documents."""
        self._documents.update(answers)

    def get(self, need: Need) -> Any:
        """Return the document of a need, None if it is missing; raise the error in its place."""
        [answer, *_] = [self._documents[key] for key in self._keys(need) if key in self._documents]
        if isinstance(answer, Exception):
            raise answer
        return answer

    @staticmethod
    def _keys(need: Need) -> set[Need]:
        """Return the needs that answer this one: a revision with its text answers for one without."""
        return {need, need._replace(content=True)}


def request_documents(
    needs: Iterable[Need], store: Store, http_cache: MWAPICache | None, client: HasLimit
) -> Conversation:
    """Put the documents of needs into a store, in a conversation about those that are not there.

    If the wiki says that a request has too many values, the limit of the client is lowered and the request
    is split. The error of a request for a single document takes the place of the document.
    """
    waiting = plan_requests(store.missing(needs), client.limit)
    while waiting:
        unanswered = []
        for request in waiting:
            replies = cached_replies(request, http_cache)
            if replies is None:
                unanswered.append(request)
            else:
                store.add(read_replies(request, replies))
        waiting = []
        outcomes = (yield unanswered) if unanswered else ()
        for request, outcome in zip(unanswered, outcomes, strict=True):
            if isinstance(outcome, EndlessContinuation):
                found = read_replies(request, outcome.replies)
                store.add([(need, outcome if document is None else document) for need, document in found])
            elif not isinstance(outcome, Exception):
                store.add(read_replies(request, outcome))
            elif (limit := _smaller_limit(outcome, request)) is not None:
                client.limit = limit
                waiting += plan_requests(request.needs, limit)
            else:
                store.add([(need, outcome) for need in request.needs])


def is_recoverable(error: Exception, request: Request) -> bool:
    """Return whether a conversation goes on after an error: it is about one document, or about the limit."""
    if is_about_caller(error):
        return False
    return not request.is_batch or _smaller_limit(error, request) is not None


def _smaller_limit(error: Exception, request: Request) -> int | None:
    """Return the limit to try after an error of too many values; None after any other error."""
    if getattr(error, "code", None) not in ("toomanyvalues", "too-many-titles") or len(request.needs) < 2:
        return None
    return BATCH if len(request.needs) > BATCH else len(request.needs) // 2
