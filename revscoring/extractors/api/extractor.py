"""`Extractor`: values for revisions of a live wiki, with as few requests to its API as possible."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from ...dependencies import solve
from .._typing import Answer, Document, Replacements, Session, Values
from ..tasks import chunks
from . import documents
from .base import Arguments, BaseAPIExtractor
from .batch_planning import Item
from .cache import MWAPICache
from .client import Client
from .requests import (
    BATCH,
    REV_PROPS,
    USER_PROPS,
    Need,
    Store,
    cached_replies,
    plan_requests,
    read_replies,
)
from .retries import Retries

__all__ = ["Extractor", "MWAPICache"]


class Extractor(BaseAPIExtractor):
    """An extractor that sends requests to the API of a wiki.

    Parameters
    ----------
    session : mwapi.Session
        Sends the requests; give it a User-Agent that names you.
    context : dict or iterable of Dependent, optional
        Replacements that every extraction uses.
    cache : dict, optional
        Values that every extraction uses.
    http_cache : MWAPICache, optional
        Replies that were fetched before.
    retries : Retries, optional
        How often and how soon failed requests are sent again.

    Attributes
    ----------
    client : Client
        Counts requests; its ``limit`` is how many ids a request may have.

    Examples
    --------
    >>> from revscoring.features import wikitext
    >>> page = {"pageid": 1, "ns": 0, "title": "Ants", "revisions": [
    ...     {"revid": 5, "slots": {"main": {"content": "Two words"}}}]}
    >>> class Session:
    ...     def get(self, **parameters):
    ...         return {"query": {"pages": [page]}}
    >>> extractor = Extractor(Session())
    >>> list(extractor.extract(5, [wikitext.revision.words]))
    [2.0]
    >>> for error, values in extractor.extract([5, 6], [wikitext.revision.words]):
    ...     print(error or values)
    [2.0]
    RevisionNotFound: Could not find revision ({revision}:6)
    """

    client: Client

    def __init__(
        self,
        session: Session,
        context: Replacements = None,
        cache: Values | None = None,
        http_cache: MWAPICache | None = None,
        *,
        retries: Retries | None = None,
    ) -> None:
        super().__init__(session, context, cache, http_cache)
        self.client = Client(session, retries)

    def _extract_one(self, item: Item, arguments: Arguments) -> Any:
        return solve(arguments.dependents, arguments.context, item.cache, arguments.profile)

    def _extract_many(self, rev_ids: list[int], arguments: Arguments) -> Iterator[Answer]:
        while rev_ids:
            chunk, rev_ids = rev_ids[: self.client.limit], rev_ids[self.client.limit :]
            items = self._prepare_many(chunk, arguments)
            self.client.run(self._conversation(items, arguments))
            yield from map(arguments.answer, items)

    def fetch(self, needs: Sequence[Need], store: Store) -> None:
        """Put the documents of needs into a store; see `Client.fetch`."""
        self.client.fetch(needs, store, self.http_cache)

    def get_rev_doc_map(
        self, rev_ids: Iterable[int], rvprop: Iterable[str] = REV_PROPS | {"content"}
    ) -> dict[int, Document]:
        """Return the documents of revisions by id, without those that are not found.

        `rvprop` are the properties to request.
        """
        rev_ids = list(rev_ids)
        reply = self.http_cache.get_revisions_batch_doc(rev_ids)
        if reply is not None:
            found = documents.revisions(reply)
        else:
            found = self.query_revisions_by_revids(rev_ids, rvprop=sorted(rvprop))
        return {document["revid"]: document for document in found}

    def query_revisions_by_revids(
        self, revids: Iterable[int], batch: int = BATCH, **params: Any
    ) -> Iterator[Document]:
        """Yield the documents of revisions; `batch` ids are in a request, with more parameters of the API."""
        query = {"action": "query", "prop": "revisions", "rvslots": "main", **params}
        return self._query_in_batches(query, "revids", revids, batch, documents.revisions)

    def get_user_doc_map(
        self, user_texts: Iterable[str], usprop: Iterable[str] = USER_PROPS
    ) -> dict[str, Document]:
        """Return the documents of accounts by name, with those that are ``missing``.

        `usprop` are the properties to request.
        """
        names = list(user_texts)
        reply = self.http_cache.get_users_batch_doc(names)
        if reply is not None:
            found = documents.users(reply)
        else:
            found = self.query_users_by_text(names, usprop=sorted(usprop))
        return {document["name"]: document for document in found}

    def query_users_by_text(
        self, user_texts: Iterable[str], batch: int = BATCH, **params: Any
    ) -> Iterator[Document]:
        """Yield the documents of accounts; see `query_revisions_by_revids`."""
        query = {"action": "query", "list": "users", **params}
        return self._query_in_batches(query, "ususers", user_texts, batch, documents.users)

    def _query_in_batches(
        self,
        query: Mapping[str, Any],
        name: str,
        values: Iterable[object],
        size: int,
        read: Callable[[Document], Iterator[Document]],
    ) -> Iterator[Document]:
        for part in chunks(values, size):
            for reply in self.client.query({**query, name: part}):
                yield from read(reply)

    def get_user_last_revision(
        self, user_text: str, rev_timestamp: Any, ucprop: Iterable[str] | None = None
    ) -> Document | None:
        """Return the document of a user's last edit before a time, or None.

        `ucprop` are the properties to request.
        """
        from mwtypes import Timestamp

        need = Need("contribution", user_text, before=Timestamp(rev_timestamp).long_format())
        return cast("Document | None", self._get(need, "ucprop", ucprop))

    def get_page_creation_doc(self, page_id: int, rvprop: Iterable[str] | None = None) -> Document | None:
        """Return the document of a page's first revision, or None; `rvprop` are the properties to request."""
        return cast("Document | None", self._get(Need("creation", page_id), "rvprop", rvprop))

    def get_property_suggestion_doc(self, entity_id: str) -> Any:
        """Return the properties that are proposed for an item, such as ``Q42``, or None."""
        return self._get(Need("suggestions", entity_id))

    def _get(self, need: Need, name: str = "", properties: Iterable[str] | None = None) -> Any:
        [request] = plan_requests([need])
        replies = cached_replies(request, self.http_cache)
        if replies is None:
            more = {} if properties is None else {name: sorted(properties)}
            replies = list(self.client.query({**request.parameters, **more}))
        return dict(read_replies(request, replies))[need]

    @classmethod
    def from_config(cls, config: Mapping[str, Any], name: str, section_key: str = "extractors") -> Extractor:
        """Return the extractor of a section of a configuration; see `revscoring.Extractor.from_config`.

        The keys of the section other than ``class`` are the parameters of ``mwapi.Session``.
        """
        import mwapi

        section = {key: value for key, value in config[section_key][name].items() if key != "class"}
        return cls(mwapi.Session(**section))
