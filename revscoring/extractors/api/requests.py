"""Requests for documents of the API, and the documents in the replies, without input or output.

A `Need` is one document. `plan_requests` puts needs into as few requests as possible, `read_replies` finds
the documents in the replies. `request_documents` is the conversation of both: a generator that yields
requests and receives their outcomes. A client (`client`, `asynchronous`) sends them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from .._typing import Document
from . import documents
from .cache import MWAPICache
from .util import REV_PROPS, USER_PROPS

__all__ = [
    "BATCH",
    "Conversation",
    "Need",
    "Outcome",
    "Request",
    "Store",
    "cached_replies",
    "is_recoverable",
    "plan_requests",
    "read_replies",
    "request_documents",
]

#: How many ids or names a request may have, unless the account has the right to more.
BATCH: Final = 50


class Need(NamedTuple):
    """A document that is needed.

    Attributes
    ----------
    kind : str
        ``revision``, ``user``, ``creation`` (of a page), ``contribution`` (the last before a time) or
        ``suggestions``.
    key : int or str
        Id of the revision, name of the user, id of the page, or id of the entity.
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
    """One request, and the needs that it answers.

    Attributes
    ----------
    needs : tuple of Need
        All of one kind; several only for kinds that can be requested in batches.
    parameters : dict
        Of the API.
    """

    needs: tuple[Need, ...]
    parameters: Mapping[str, Any] = field(hash=False)

    @property
    def kind(self) -> str:
        """The kind of its needs."""
        return self.needs[0].kind

    @property
    def is_batch(self) -> bool:
        """Whether its kind can be requested in batches."""
        return self.kind in _BATCHED


#: The replies to a request with its continuations, or the error in their place.
Outcome: TypeAlias = "list[Document] | Exception"
#: Yields requests that may be sent together; receives their outcomes, which it reads one by one.
Conversation: TypeAlias = Generator[list[Request], Iterable[Outcome], None]


class HasLimit(Protocol):
    """A client, which knows how many ids or names a request may have."""

    limit: int


def _revisions(needs: Sequence[Need]) -> dict[str, Any]:
    return {
        "action": "query",
        "prop": "revisions",
        "revids": [need.key for need in needs],
        "rvslots": "main",
        "rvprop": sorted(REV_PROPS | ({"content"} if needs[0].content else set())),
    }


def _users(needs: Sequence[Need]) -> dict[str, Any]:
    names = [need.key for need in needs]
    return {"action": "query", "list": "users", "ususers": names, "usprop": sorted(USER_PROPS)}


def _creation(needs: Sequence[Need]) -> dict[str, Any]:
    return {
        "action": "query",
        "prop": "revisions",
        "pageids": needs[0].key,
        "rvdir": "newer",
        "rvlimit": 1,
        "rvslots": "main",
        "rvprop": sorted(REV_PROPS),
    }


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


_PARAMETERS: Final[dict[str, Callable[[Sequence[Need]], dict[str, Any]]]] = {
    "revision": _revisions,
    "user": _users,
    "creation": _creation,
    "contribution": _contribution,
    "suggestions": _suggestions,
}
_BATCHED: Final = {"revision", "user"}


def plan_requests(needs: Iterable[Need], limit: int = BATCH) -> list[Request]:
    """Put needs into requests, in the order of the needs and each need once.

    Parameters
    ----------
    needs : iterable of Need
    limit : int
        How many ids or names a request may have.

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
    for (kind, _), group in groups.items():
        size = limit if kind in _BATCHED else 1
        for start in range(0, len(group), size):
            part = tuple(group[start : start + size])
            requests.append(Request(part, _PARAMETERS[kind](part)))
    return requests


def cached_replies(request: Request, cache: MWAPICache | None) -> list[Document] | None:
    """Return the reply that the cache has for a request, in a list, or None."""
    if cache is None:
        return None
    keys = [need.key for need in request.needs]
    reply = {
        "revision": lambda: cache.get_revisions_batch_doc(keys),
        "user": lambda: cache.get_users_batch_doc(keys),
        "creation": lambda: cache.get_pageid_doc(keys[0]),
        "contribution": lambda: cache.get_usercontribs_doc(keys[0]),
        "suggestions": lambda: cache.get_wbsgetsuggestions_doc(keys[0]),
    }[request.kind]()
    return None if reply is None else [reply]


def read_replies(request: Request, replies: Sequence[Document]) -> Iterator[tuple[Need, Any]]:
    """Yield the needs of a request with their documents; None for a document that is missing.

    Parameters
    ----------
    request : Request
    replies : sequence of dict
        Several if the reply was continued.

    Examples
    --------
    >>> [request] = plan_requests([Need("user", "Ann"), Need("user", "Bob")])
    >>> [document for _, document in read_replies(request, [{"query": {"users": [{"name": "Ann"}]}}])]
    [{'name': 'Ann'}, None]
    """
    found: dict[Any, Any]
    if request.kind == "revision":
        found = {doc["revid"]: doc for reply in replies for doc in documents.revisions(reply)}
    elif request.kind == "user":
        found = {doc.get("name"): doc for reply in replies for doc in documents.users(reply)}
    else:
        found = {need.key: _read_single(need, replies) for need in request.needs}
    for need in request.needs:
        yield need, found.get(need.key)


def _read_single(need: Need, replies: Sequence[Document]) -> Any:
    if need.kind == "creation":
        return next((doc for reply in replies for doc in documents.revisions(reply)), None)
    if need.kind == "suggestions":
        return next((found for found in map(documents.suggestions, replies) if found is not None), None)
    for reply in replies:
        for contribution in documents.contributions(reply):
            if need.before is None or contribution["timestamp"] < need.before:
                return documents.page_contributions(contribution)
    return None


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

    Parameters
    ----------
    needs : iterable of Need
    store : Store
    http_cache : MWAPICache or None
    client : object with a limit
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
            if not isinstance(outcome, Exception):
                store.add(read_replies(request, outcome))
            elif (limit := _smaller_limit(outcome, request)) is not None:
                client.limit = limit
                waiting += plan_requests(request.needs, limit)
            else:
                store.add([(need, outcome) for need in request.needs])


def is_recoverable(error: Exception, request: Request) -> bool:
    """Tell whether a conversation can go on after the error of a request: it is about one document or a limit."""
    return not request.is_batch or _smaller_limit(error, request) is not None


def _smaller_limit(error: Exception, request: Request) -> int | None:
    """Return the limit to try after an error of too many values; None after any other error."""
    if getattr(error, "code", None) not in ("toomanyvalues", "too-many-titles") or len(request.needs) < 2:
        return None
    return BATCH if len(request.needs) > BATCH else len(request.needs) // 2
