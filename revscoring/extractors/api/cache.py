"""`MWAPICache`: replies of the API that somebody else has fetched, for an extractor to use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["MWAPICache"]

Reply = dict[str, Any]


class MWAPICache:
    """Replies of the API as they came, by the kind of query and exactly what was asked for.

    The key of a batch is its ids or names in their order: a reply for ``[5, 6]`` is not found under
    ``[5]``. The extractor looks here before each request, and never writes.

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
        self._replies: dict[tuple[str, Any], Reply] = {}

    def add_revisions_batch_doc(self, rev_ids_batch: Iterable[int], doc: Reply) -> None:
        """Keep the reply to ``prop=revisions&revids=…``."""
        self._replies["revisions", tuple(rev_ids_batch)] = doc

    def get_revisions_batch_doc(self, rev_ids_batch: Iterable[int]) -> Reply | None:
        """Return the reply for these ids, or None."""
        return self._replies.get(("revisions", tuple(rev_ids_batch)))

    def add_pageid_doc(self, page_id: int, doc: Reply) -> None:
        """Keep the reply with the first revision of a page: ``prop=revisions&pageids=…&rvdir=newer``."""
        self._replies["pageid", page_id] = doc

    def get_pageid_doc(self, page_id: int) -> Reply | None:
        """Return the reply for this page, or None."""
        return self._replies.get(("pageid", page_id))

    def add_users_batch_doc(self, users: Iterable[str], doc: Reply) -> None:
        """Keep the reply to ``list=users&ususers=…``."""
        self._replies["users", tuple(users)] = doc

    def get_users_batch_doc(self, users: Iterable[str]) -> Reply | None:
        """Return the reply for these names, or None."""
        return self._replies.get(("users", tuple(users)))

    def add_usercontribs_doc(self, user: str, doc: Reply) -> None:
        """Keep the reply to ``list=usercontribs&ucuser=…``."""
        self._replies["usercontribs", user] = doc

    def get_usercontribs_doc(self, user: str) -> Reply | None:
        """Return the reply for this user, or None."""
        return self._replies.get(("usercontribs", user))

    def add_wbsgetsuggestions_doc(self, entity_id: str, doc: Reply) -> None:
        """Keep the reply to ``action=wbsgetsuggestions&entity=…``."""
        self._replies["wbsgetsuggestions", entity_id] = doc

    def get_wbsgetsuggestions_doc(self, entity_id: str) -> Reply | None:
        """Return the reply for this entity, or None."""
        return self._replies.get(("wbsgetsuggestions", entity_id))
