"""`MWAPICache`: replies of the API that were fetched before, for an extractor to use."""

from __future__ import annotations

from collections.abc import Iterable

from .._typing import Document

__all__ = ["MWAPICache"]


class MWAPICache:
    """Raw replies of the API, by the kind of query and its exact ids or names.

    The key of a batch is the tuple of its ids or names, in order: a reply for ``[5, 6]`` is not found under
    ``[5]``. The extractor looks here before each request, and never writes. A getter returns None where
    there is no reply.

    Examples
    --------
    >>> cache = MWAPICache()
    >>> cache.add_users_batch_doc(["Ann"], {"query": {"users": [{"name": "Ann", "userid": 1}]}})
    >>> cache.get_users_batch_doc(["Ann"])
    {'query': {'users': [{'name': 'Ann', 'userid': 1}]}}
    >>> cache.get_users_batch_doc(["Ann", "Bob"]) is None
    True
    """

    def __init__(self) -> None:
        self._replies: dict[tuple[str, object], Document] = {}

    def add_revisions_batch_doc(self, rev_ids_batch: Iterable[int], doc: Document) -> None:
        """Add the reply to ``prop=revisions&revids=…``."""
        self._replies["revisions", tuple(rev_ids_batch)] = doc

    def get_revisions_batch_doc(self, rev_ids_batch: Iterable[int]) -> Document | None:
        """Return the reply for these ids."""
        return self._replies.get(("revisions", tuple(rev_ids_batch)))

    def add_pageid_doc(self, page_id: int, doc: Document) -> None:
        """Add the reply with the first revision of a page: ``prop=revisions&pageids=…&rvdir=newer``."""
        self._replies["pageid", page_id] = doc

    def get_pageid_doc(self, page_id: int) -> Document | None:
        """Return the reply for this page."""
        return self._replies.get(("pageid", page_id))

    def add_history_doc(self, page_and_revision: tuple[int, int], doc: Document) -> None:
        """Add the reply with the last revisions of a page: ``prop=revisions&pageids=…&rvstartid=…``."""
        self._replies["history", page_and_revision] = doc

    def get_history_doc(self, page_and_revision: tuple[int, int]) -> Document | None:
        """Return the reply for this page and the last of these revisions."""
        return self._replies.get(("history", page_and_revision))

    def add_users_batch_doc(self, users: Iterable[str], doc: Document) -> None:
        """Add the reply to ``list=users&ususers=…``."""
        self._replies["users", tuple(users)] = doc

    def get_users_batch_doc(self, users: Iterable[str]) -> Document | None:
        """Return the reply for these names."""
        return self._replies.get(("users", tuple(users)))

    def add_usercontribs_doc(self, user: str, doc: Document) -> None:
        """Add the reply to ``list=usercontribs&ucuser=…``."""
        self._replies["usercontribs", user] = doc

    def get_usercontribs_doc(self, user: str) -> Document | None:
        """Return the reply for this user."""
        return self._replies.get(("usercontribs", user))

    def add_wbsgetsuggestions_doc(self, entity_id: str, doc: Document) -> None:
        """Add the reply to ``action=wbsgetsuggestions&entity=…``."""
        self._replies["wbsgetsuggestions", entity_id] = doc

    def get_wbsgetsuggestions_doc(self, entity_id: str) -> Document | None:
        """Return the reply for this entity."""
        return self._replies.get(("wbsgetsuggestions", entity_id))
