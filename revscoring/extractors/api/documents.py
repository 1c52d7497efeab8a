"""Readers of replies of the API, of formatversion 1 and 2; the requests are in `requests`.

The document of a revision is the reply's, with the page in ``page``: ``{"revid": 5, "slots": …, "page":
{"pageid": 7, "ns": 0, "title": "Ants"}}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from ...text.digests import base36
from .._typing import Document

__all__ = [
    "contributions",
    "has_content",
    "history",
    "namespace_and_title",
    "parent_id",
    "recent_revisions",
    "revision_content_model",
    "revision_text",
    "revisions",
    "suggestions",
    "user_id",
    "users",
]


def _items(holder: Any) -> Iterable[Document]:
    """Return the items of a list (formatversion 2) or of a dict by id (formatversion 1)."""
    return holder.values() if isinstance(holder, Mapping) else holder or ()


def revisions(reply: Document) -> Iterator[Document]:
    """Yield the documents of the revisions in a reply to ``prop=revisions``.

    Examples
    --------
    >>> page = {"pageid": 7, "ns": 0, "title": "Ants", "revisions": [{"revid": 5}]}
    >>> list(revisions({"query": {"pages": {"7": page}}})) == list(revisions({"query": {"pages": [page]}}))
    True
    >>> list(revisions({"query": {"pages": [page]}}))
    [{'revid': 5, 'page': {'pageid': 7, 'ns': 0, 'title': 'Ants'}}]
    """
    for page in _items(reply.get("query", {}).get("pages")):
        about = {name: value for name, value in page.items() if name != "revisions"}
        for revision in page.get("revisions", ()):
            yield {**revision, "page": about}


def history(reply: Document) -> Iterator[list[Document]]:
    """Yield the list of the revisions in a reply that is about one page, if it has any."""
    found = list(revisions(reply))
    if found:
        yield found


def recent_revisions(newest_first: Sequence[Document] | None, parent_id: int | None) -> list[Document] | None:
    """Return the value of ``page.recent_revisions``, oldest first, from the documents of the revisions.

    It is empty for a page creation, and None if the documents are missing.

    Examples
    --------
    >>> recent_revisions([{"revid": 5, "timestamp": "2020-01-01T00:00:00Z", "size": 7}], 5)[0]["sha1"] is None
    True
    """
    if not parent_id:
        return []
    if newest_first is None:
        return None
    return [
        {
            "id": one["revid"],
            "timestamp": one.get("timestamp"),
            "size": one.get("size"),
            "sha1": base36(one["sha1"]) if one.get("sha1") else None,
            "comment": one.get("comment"),
            "user_id": user_id(one),
        }
        for one in reversed(newest_first)
    ]


def users(reply: Document) -> Iterator[Document]:
    """Yield the documents of the accounts in a reply to ``list=users``, with the missing ones."""
    yield from _items(reply.get("query", {}).get("users"))


def contributions(reply: Document) -> Iterator[Document]:
    """Yield the edits in a reply to ``list=usercontribs``, as documents of revisions.

    Examples
    --------
    >>> edit = {"revid": 5, "pageid": 7, "ns": 0, "title": "Ants"}
    >>> [document["page"] for document in contributions({"query": {"usercontribs": [edit]}})]
    [{'pageid': 7, 'ns': 0, 'title': 'Ants'}]
    """
    for edit in _items(reply.get("query", {}).get("usercontribs")):
        yield {**edit, "page": {name: edit[name] for name in ("pageid", "ns", "title") if name in edit}}


def suggestions(reply: Document) -> Iterator[list[Document]]:
    """Yield the list of proposals in a reply to ``action=wbsgetsuggestions``, if it has one."""
    if reply.get("search") is not None:
        yield reply["search"]


def _main_slot(revision: Document) -> Document:
    """Return the part that has the content; before MediaWiki 1.32 that is the document itself."""
    return cast("Document", revision.get("slots", {}).get("main", revision))


def revision_text(revision: Document) -> str | None:
    """Return the text of a revision, or None if it is hidden or was not requested.

    Examples
    --------
    >>> revision_text({"slots": {"main": {"*": "formatversion 1"}}})
    'formatversion 1'
    >>> revision_text({"slots": {"main": {"content": "formatversion 2"}}})
    'formatversion 2'
    """
    slot = _main_slot(revision)
    return cast("str | None", slot["content"] if "content" in slot else slot.get("*"))


def has_content(revision: Document) -> bool:
    """Return whether a document has the text, or says that the text is not available."""
    slot = _main_slot(revision)
    return any(sign in slot for sign in ("content", "*", "texthidden", "textmissing", "badcontentformat"))


def revision_content_model(revision: Document) -> str | None:
    """Return the content model of the main slot."""
    model = _main_slot(revision).get("contentmodel", revision.get("contentmodel"))
    return cast("str | None", model)


def parent_id(revision: Document) -> int | None:
    """Return the id of the parent; None for the creation of a page."""
    return revision.get("parentid") or None


def user_id(revision: Document) -> int | None:
    """Return the id of the user, 0 for an anonymous one, None if the user is hidden."""
    if "userid" in revision:
        return cast("int", revision["userid"])
    return 0 if revision.get("anon", False) is not False else None


def namespace_and_title(revision: Document) -> tuple[str, str]:
    """Return the name of the namespace of a revision's page, and the title without it.

    Examples
    --------
    >>> namespace_and_title({"page": {"ns": 1, "title": "Talk:Ants: a study"}})
    ('Talk', 'Ants: a study')
    >>> namespace_and_title({"page": {"ns": 0, "title": "Ants: a study"}})
    ('', 'Ants: a study')
    """
    title: str = revision["page"]["title"]
    if revision["page"]["ns"] > 0 and ":" in title:
        namespace, _, rest = title.partition(":")
        return namespace, rest
    return "", title
