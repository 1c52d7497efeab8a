"""`Extractor`: values for revisions of a live wiki, asking its API for what is needed and no more."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...datasources.datasource import Datasource
from ..extractor import Extractor as BaseExtractor
from . import documents
from .base import TreeExtractor
from .batch_planning import rounds
from .cache import MWAPICache
from .client import Client
from .requests import BATCH, Need, Store, cached_replies, plan_requests, read_replies
from .retries import Retries
from .util import REV_PROPS, USER_PROPS

__all__ = ["BaseExtractor", "Datasource", "Extractor", "MWAPICache"]


class Extractor(TreeExtractor):
    """An extractor that asks the API of a wiki.

    Parameters
    ----------
    session : mwapi.Session
        With a User-Agent that names you; what requests are sent with.
    context : dict or iterable of Dependent, optional
        Replacements that every extraction uses.
    cache : dict, optional
        Values that every extraction uses.
    http_cache : MWAPICache, optional
        Replies that are there already.
    retries : Retries, optional
        How patient to be when requests fail.

    Attributes
    ----------
    client : Client
        Counts requests and the time they take; its ``limit`` is how many ids go into one.

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

    def __init__(
        self,
        session: Any,
        context: Any = None,
        cache: Any = None,
        http_cache: MWAPICache | None = None,
        *,
        retries: Retries | None = None,
    ) -> None:
        super().__init__(session, context, cache, http_cache)
        self.client = Client(session, retries)

    def extract(  # type: ignore[override]
        self,
        rev_ids: Any,
        dependents: Any,
        context: Any = None,
        caches: Any = None,
        http_cache: MWAPICache | None = None,
        cache: Any = None,
        profile: Any = None,
    ) -> Any:
        """Extract values for one revision, or for several in batches.

        Parameters
        ----------
        rev_ids : int or iterable of int
        dependents : Dependent or list of Dependent
        context : dict or iterable of Dependent, optional
            Replacements.
        caches : dict, optional
            Revision id → cache; filled in place.
        http_cache : MWAPICache, optional
            Replies to use from now on.
        cache : dict, optional
            Values for all revisions. For a single one it is filled in place.
        profile : dict, optional
            Node → list of seconds; filled in place. Requests are entered under the documents.

        Returns
        -------
        object or generator
            For one id the value of one dependent, or a lazy generator of the values of several; errors
            are raised when they are reached. For several ids a generator of (error, values) in their
            order; nothing is asked for before the first is taken.

        Raises
        ------
        Exception
            What mwapi raises when a request for a batch fails for good. Errors about single revisions
            are yielded.
        """
        if http_cache is not None:
            self.http_cache = http_cache
        merged, filled = self.update_context_and_cache(context, {} if cache is None else cache)
        if hasattr(rev_ids, "__iter__"):
            given = {} if caches is None else caches
            return self._extract_many(rev_ids, dependents, merged, given, filled, profile)
        self.prepare(rev_ids, dependents, merged, filled, (caches or {}).get(rev_ids))
        return self.solve(dependents, context=context, cache=filled, profile=profile)

    def _extract_many(
        self,
        rev_ids: Iterable[int],
        dependents: Any,
        context: Mapping[Any, Any],
        caches: Any,
        cache: Mapping[Any, Any],
        profile: Any,
    ) -> Iterator[tuple[Exception | None, list[Any] | None]]:
        waiting = list(rev_ids)
        while waiting:
            chunk, waiting = waiting[: self.client.limit], waiting[self.client.limit :]
            items = self.prepare_many(chunk, dependents, context, caches, cache)
            store = Store()
            for this in rounds(items, self.levels, context, store):
                start = time.perf_counter()
                self.fetch(this.needs, store)
                this.share(time.perf_counter() - start, profile)
            for item in items:
                yield self.answer(item, dependents, context, profile)

    def fetch(self, needs: Sequence[Need], store: Store) -> None:
        """Put documents into a store; see `Client.fetch`."""
        self.client.fetch(needs, store, self.http_cache)

    def get_rev_doc_map(
        self, rev_ids: Iterable[int], rvprop: Iterable[str] = REV_PROPS | {"content"}
    ) -> dict[int, dict[str, Any]]:
        """Return the documents of revisions by id; those that are not found are left out.

        Parameters
        ----------
        rev_ids : iterable of int
        rvprop : iterable of str
            What to ask for.
        """
        rev_ids = list(rev_ids)
        reply = self.http_cache.get_revisions_batch_doc(rev_ids)
        if reply is not None:
            found: Iterable[Any] = documents.revisions(reply)
        else:
            found = self.query_revisions_by_revids(rev_ids, rvprop=sorted(rvprop)) if rev_ids else ()
        return {document["revid"]: document for document in found}

    def query_revisions_by_revids(
        self, revids: Iterable[int], batch: int = BATCH, **params: Any
    ) -> Iterator[dict[str, Any]]:
        """Yield the documents of revisions.

        Parameters
        ----------
        revids : iterable of int
        batch : int
            How many to ask for at a time.
        **params
            More parameters of ``prop=revisions``.
        """
        query = {"action": "query", "prop": "revisions", "rvslots": "main", **params}
        for ids in _parts(revids, batch):
            for reply in self.client.query({**query, "revids": ids}):
                yield from documents.revisions(reply)

    def get_user_doc_map(
        self, user_texts: Iterable[str], usprop: Iterable[str] = USER_PROPS
    ) -> dict[str, dict[str, Any]]:
        """Return the documents of accounts by name, with those that are ``missing``.

        Parameters
        ----------
        user_texts : iterable of str
        usprop : iterable of str
            What to ask for.
        """
        names = list(user_texts)
        reply = self.http_cache.get_users_batch_doc(names)
        if reply is not None:
            found: Iterable[Any] = documents.users(reply)
        else:
            found = self.query_users_by_text(names, usprop=sorted(usprop)) if names else ()
        return {document["name"]: document for document in found}

    def query_users_by_text(
        self, user_texts: Iterable[str], batch: int = BATCH, **params: Any
    ) -> Iterator[dict[str, Any]]:
        """Yield the documents of accounts.

        Parameters
        ----------
        user_texts : iterable of str
        batch : int
            How many to ask for at a time.
        **params
            More parameters of ``list=users``.
        """
        for names in _parts(user_texts, batch):
            for reply in self.client.query({"action": "query", "list": "users", **params, "ususers": names}):
                yield from documents.users(reply)

    def get_user_last_revision(
        self, user_text: str, rev_timestamp: Any, ucprop: Iterable[str] | None = None
    ) -> dict[str, Any] | None:
        """Return the document of a user's last edit before a time, or None.

        Parameters
        ----------
        user_text : str
        rev_timestamp : mwtypes.Timestamp or str
        ucprop : iterable of str, optional
            What to ask for.
        """
        from mwtypes import Timestamp

        need = Need("contribution", user_text, before=Timestamp(rev_timestamp).long_format())
        return self._get(need, {} if ucprop is None else {"ucprop": sorted(ucprop)})

    def get_page_creation_doc(
        self, page_id: int, rvprop: Iterable[str] | None = None
    ) -> dict[str, Any] | None:
        """Return the document of a page's first revision, or None.

        Parameters
        ----------
        page_id : int
        rvprop : iterable of str, optional
            What to ask for.
        """
        return self._get(Need("creation", page_id), {} if rvprop is None else {"rvprop": sorted(rvprop)})

    def get_property_suggestion_doc(self, entity_id: str) -> Any:
        """Return what is proposed for an item, or None.

        Parameters
        ----------
        entity_id : str
            Such as ``Q42``.
        """
        return self._get(Need("suggestions", entity_id), {})

    def _get(self, need: Need, parameters: Mapping[str, Any]) -> Any:
        [request] = plan_requests([need])
        replies = cached_replies(request, self.http_cache)
        if replies is None:
            replies = list(self.client.query({**request.parameters, **parameters}))
        return dict(read_replies(request, replies))[need]

    @classmethod
    def from_config(cls, config: Mapping[str, Any], name: str, section_key: str = "extractors") -> Extractor:
        """Make the extractor of a section of a configuration.

        Parameters
        ----------
        config : dict
        name : str
            The section; its keys other than ``class`` are the parameters of ``mwapi.Session``.
        section_key : str
            Where the sections are.
        """
        import mwapi

        section = {key: value for key, value in config[section_key][name].items() if key != "class"}
        return cls(mwapi.Session(**section))


def _parts(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield lists of a size."""
    rest = list(values)
    while rest:
        yield rest[:size]
        rest = rest[size:]
