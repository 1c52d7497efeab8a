"""`TreeExtractor`: what the extractors of an API have in common, whatever way they ask it."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from typing import Any, Final

from ...datasources.revision_oriented import revision
from ...dependencies import expand, solve
from ...dependencies.plan import key_of
from ...errors import DependencyError
from ..extractor import Extractor
from .batch_planning import Item
from .cache import MWAPICache
from .datasources import (
    Document,
    LastUserRevDoc,
    PageCreationRevDoc,
    PropertySuggestionDoc,
    RevDocById,
    UserInfoDoc,
    wanted_nodes,
)
from .documents import has_content
from .revision_oriented import Revision

__all__ = ["TreeExtractor"]

logger = logging.getLogger(__name__)

#: For how many combinations of dependents and given values it is kept what they need.
KEPT: Final = 64


class TreeExtractor(Extractor):
    """An extractor whose context reads the input tree of a revision from documents of the API.

    Parameters
    ----------
    session : object
        What requests are sent with.
    context : dict or iterable of Dependent, optional
        Replacements that every extraction uses.
    cache : dict, optional
        Values that every extraction uses.
    http_cache : MWAPICache, optional
        Replies that are there already.
    """

    def __init__(
        self, session: Any, context: Any = None, cache: Any = None, http_cache: MWAPICache | None = None
    ) -> None:
        tree = Revision(revision, self, RevDocById(revision, self), revision.id)
        super().__init__({node: node for node in tree}, cache)
        self.levels: list[list[Document]] = [
            [tree.doc],
            [
                tree.parent.doc,
                tree.user.info.doc,
                tree.page.creation.doc,
                tree.user.last_revision.doc,
                tree.page.suggested.doc,
            ],
            [tree.page.creation.user.info.doc, tree.user.last_content],
        ]
        self.update(context=context)
        self.session = session
        self.http_cache = MWAPICache() if http_cache is None else http_cache
        self._wanted: OrderedDict[Any, tuple[Any, frozenset[str]]] = OrderedDict()
        headers = getattr(session, "headers", None)
        if isinstance(headers, dict) and "default user-agent" in headers.get("User-Agent", ""):
            logger.warning("The session has no User-Agent: wikis may refuse it. Give one that names you.")

    def __getstate__(self) -> dict[str, Any]:
        # Nodes of the context lead back here. As keys they would be hashed before they are whole again.
        context = {key_of(node): replacement for node, replacement in self.context.items()}
        return {**vars(self), "context": context, "_wanted": OrderedDict()}

    def get_rev_doc_by_id(self, revision: Any) -> RevDocById:
        """Return the datasource of a revision's document."""
        return RevDocById(revision, self)

    def get_page_creation_rev_doc(self, page: Any) -> PageCreationRevDoc:
        """Return the datasource of the document of a page's first revision."""
        return PageCreationRevDoc(page, self)

    def get_user_info_doc(self, user: Any) -> UserInfoDoc:
        """Return the datasource of an account's document."""
        return UserInfoDoc(user, self)

    def get_last_user_rev_doc(self, revision: Any) -> LastUserRevDoc:
        """Return the datasource of the document of the edit that a revision's user made before."""
        return LastUserRevDoc(revision, self)

    def get_property_suggestion_search_doc(self, page: Any) -> PropertySuggestionDoc:
        """Return the datasource of what is proposed for a page."""
        return PropertySuggestionDoc(page, self)

    def wanted(self, dependents: Any, context: Mapping[Any, Any], cache: Mapping[Any, Any]) -> frozenset[str]:
        """Return the names of the nodes that must be computed for some dependents."""
        nodes = tuple(dependents) if hasattr(dependents, "__iter__") else (dependents,)
        key = (
            tuple(map(id, nodes)),
            tuple((str(node), id(other)) for node, other in context.items()),
            frozenset(map(str, cache)),
        )
        known = self._wanted.get(key)
        if known is None:
            names = frozenset(map(str, expand(nodes, context=context, cache=cache)))
            known = self._wanted[key] = ((nodes, dict(context)), names)  # holds on to what the ids are of
            while len(self._wanted) > KEPT:
                self._wanted.popitem(last=False)
        return known[1]

    def prepare(
        self,
        rev_id: Any,
        dependents: Any,
        context: Mapping[Any, Any],
        cache: MutableMapping[Any, Any],
        own: Mapping[Any, Any] | None = None,
    ) -> Item:
        """Put into a cache what an extraction starts from, and find out what it needs.

        Parameters
        ----------
        rev_id : int
        dependents : Dependent or list of Dependent
        context : dict
            Replacements, the stored ones included.
        cache : dict
            Changed in place.
        own : dict, optional
            Values for this revision only; the id there wins.
        """
        cache.update(own or {})
        if own is None or revision.id not in own:
            cache[revision.id] = rev_id
        for node, value in self.cache.items():
            cache.setdefault(node, value)
        wanted = self.wanted(dependents, context, cache)
        stale = [doc for doc in self._with_text() if doc._text in wanted and _lacks_text(cache.get(doc))]
        if stale:
            for document in stale:
                del cache[document]
            wanted = self.wanted(dependents, context, cache)
        cache[wanted_nodes] = wanted
        return Item(rev_id, cache, wanted)

    def _with_text(self) -> Iterable[RevDocById]:
        """Return the documents of revisions whose text is a node."""
        for level in self.levels:
            for document in level:
                if isinstance(document, RevDocById) and document._text is not None:
                    yield document

    def prepare_many(
        self,
        rev_ids: Sequence[Any],
        dependents: Any,
        context: Mapping[Any, Any],
        caches: MutableMapping[Any, Any],
        cache: Mapping[Any, Any],
    ) -> list[Item]:
        """Prepare several revisions; those given twice share a cache."""
        items = []
        for rev_id in rev_ids:
            own = caches.setdefault(rev_id, {})
            for node, value in cache.items():
                own.setdefault(node, value)
            items.append(self.prepare(rev_id, dependents, context, own, dict(own)))
        return items

    @staticmethod
    def answer(
        item: Item, dependents: Any, context: Mapping[Any, Any], profile: Any
    ) -> tuple[Exception | None, list[Any] | None]:
        """Return (error, values) of a revision whose documents are there."""
        if item.error is not None:
            return item.error, None
        nodes = dependents if hasattr(dependents, "__iter__") else [dependents]
        try:
            return None, list(solve(nodes, context, item.cache, profile))
        except (DependencyError, RuntimeError) as error:
            return error, None


def _lacks_text(document: Any) -> bool:
    """Tell whether a document was asked for without the text."""
    return isinstance(document, dict) and not has_content(document)
