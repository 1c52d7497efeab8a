"""`BaseAPIExtractor`: the parts that the synchronous and the asynchronous extractor share."""

from __future__ import annotations

import logging
from abc import abstractmethod
from collections import OrderedDict
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from typing import Any, Final, NamedTuple

from ...datasources.revision_oriented import revision
from ...dependencies import Dependent, expand, key_of, solve
from ...errors import DependencyError
from .._typing import Answer, Cache, Dependents, Profile, Replacements, Values
from ..extractor import Extractor
from .batch_planning import Item, fetch_documents, without
from .cache import MWAPICache
from .datasources import Document, RevDocById, needed_nodes
from .documents import has_content
from .requests import Conversation, HasLimit, Need, Store
from .revision_oriented import Revision

__all__ = ["Arguments", "BaseAPIExtractor"]

logger = logging.getLogger(__name__)

#: For how many combinations of dependents and given values the needed nodes are remembered.
REMEMBERED: Final = 64


class Arguments(NamedTuple):
    """The arguments of an extraction; see `Extractor.extract`. The stored replacements are included."""

    dependents: Dependents
    context: Values
    caches: MutableMapping[int, Cache]
    cache: Values
    profile: Profile | None

    @property
    def nodes(self) -> Iterable[Dependent]:
        """The dependents, also if there is only one."""
        return self.dependents if isinstance(self.dependents, Iterable) else [self.dependents]

    def answer(self, item: Item) -> Answer:
        """Return the error or the values of a revision whose documents were fetched."""
        if item.error is not None:
            return item.error, None
        try:
            return None, list(solve(self.nodes, self.context, item.cache, self.profile))
        except (DependencyError, RuntimeError) as error:
            return error, None

    def answer_separately(self, item: Item) -> list[Any]:
        """Return the value, or the error, of each dependent for a revision whose documents were fetched."""
        context = without(item.failures, self.context)
        try:
            return list(solve(self.nodes, context, item.cache, self.profile))
        except (DependencyError, RuntimeError):
            return [self._value_or_error(node, context, item.cache) for node in self.nodes]

    def _value_or_error(self, node: Dependent, context: Values, cache: Cache) -> Any:
        try:
            return solve(node, context, cache, self.profile)
        except (DependencyError, RuntimeError) as error:
            return error


class BaseAPIExtractor(Extractor):
    """An extractor whose context reads the input tree of a revision from documents of the API.

    See `Extractor` and `AsyncExtractor`, which have a client, for the parameters.
    """

    client: HasLimit

    def __init__(
        self,
        session: Any,
        context: Replacements = None,
        cache: Values | None = None,
        http_cache: MWAPICache | None = None,
    ) -> None:
        tree: Any = Revision(revision, self, RevDocById(revision, self), revision.id)
        super().__init__({node: node for node in tree}, cache)
        self.levels: list[list[Document]] = [
            [tree.doc],
            [
                tree.parent.doc,
                tree.user.info.doc,
                tree.page.creation.doc,
                tree.page.recent_doc,
                tree.user.last_revision.doc,
                tree.page.suggested.doc,
            ],
            [tree.page.creation.user.info.doc, tree.user.last_content],
        ]
        self.update(context=context)
        self.session = session
        self.http_cache = MWAPICache() if http_cache is None else http_cache
        self._needed: OrderedDict[object, tuple[object, frozenset[str]]] = OrderedDict()
        headers = getattr(session, "headers", None)
        if isinstance(headers, dict) and "default user-agent" in headers.get("User-Agent", ""):
            logger.warning("The session has no User-Agent: wikis may refuse it. Give one that names you.")

    def __getstate__(self) -> dict[str, Any]:
        # Nodes of the context refer to the extractor. As keys they would be hashed before they are whole.
        context = {key_of(node): replacement for node, replacement in self.context.items()}
        return {**vars(self), "context": context, "_needed": OrderedDict()}

    def extract(  # type: ignore[override]
        self,
        rev_ids: Any,
        dependents: Dependents,
        context: Replacements = None,
        caches: MutableMapping[int, Cache] | None = None,
        http_cache: MWAPICache | None = None,
        cache: Cache | None = None,
        profile: Profile | None = None,
    ) -> Any:
        """Extract values for one revision, or for several in batches; see `Extractor.extract`.

        Caches are filled in place; for several revisions those of `caches` are. `http_cache` replaces the
        extractor's for good. Requests are entered into the profile under the documents.

        Returns
        -------
        object or generator
            For one id the value of one dependent, or a lazy generator of the values of several; errors
            are raised when they are reached. For several ids a generator of (error, values) in their
            order; nothing is requested before the first is taken. An `AsyncExtractor` returns an awaitable
            of a value or a list, and an asynchronous generator.

        Raises
        ------
        Exception
            What mwapi raises when a request for a batch fails for good. Errors about single revisions
            are yielded.
        """
        if http_cache is not None:
            self.http_cache = http_cache
        merged, filled = self.update_context_and_cache(context, {} if cache is None else cache)
        arguments = Arguments(dependents, merged, {} if caches is None else caches, filled, profile)
        if isinstance(rev_ids, Iterable):
            return self._extract_many(list(rev_ids), arguments)
        item = self._prepare(rev_ids, arguments, filled, arguments.caches.get(rev_ids))
        return self._extract_one(item, arguments)

    @abstractmethod
    def fetch(self, needs: Sequence[Need], store: Store) -> None:
        """Put the documents of needs into a store, while values are computed."""

    @abstractmethod
    def _extract_one(self, item: Item, arguments: Arguments) -> Any:
        """Return the value or the values of a revision."""

    @abstractmethod
    def _extract_many(self, rev_ids: list[int], arguments: Arguments) -> Any:
        """Yield the error or the values of each revision."""

    def _conversation(self, items: Sequence[Item], arguments: Arguments) -> Conversation:
        """Return the conversation that fetches the documents of revisions."""
        context, profile = arguments.context, arguments.profile
        return fetch_documents(items, self.levels, context, self.http_cache, self.client, profile)

    def _needed_nodes(self, arguments: Arguments, cache: Values) -> frozenset[str]:
        """Return the names of the nodes that have to be computed for the dependents."""
        nodes, context = tuple(arguments.nodes), arguments.context
        key = (
            tuple(map(id, nodes)),
            tuple((str(node), id(other)) for node, other in context.items()),
            frozenset(map(str, cache)),
        )
        known = self._needed.get(key)
        if known is None:
            names = frozenset(map(str, expand(nodes, context=context, cache=cache)))
            known = self._needed[key] = ((nodes, dict(context)), names)  # keeps the ids valid
            while len(self._needed) > REMEMBERED:
                self._needed.popitem(last=False)
        return known[1]

    def _prepare(self, rev_id: int, arguments: Arguments, cache: Cache, own: Values | None = None) -> Item:
        """Put the id, the stored values and the values for one revision into its cache.

        A revision id in `own` replaces the given one. A document without the text that is needed is dropped.
        """
        cache.update(own or {})
        if own is None or revision.id not in own:
            cache[revision.id] = rev_id
        for node, value in self.cache.items():
            cache.setdefault(node, value)
        needed = self._needed_nodes(arguments, cache)
        stale = [
            document
            for level in self.levels
            for document in level
            if isinstance(document, RevDocById)
            and document.text_name in needed
            and isinstance(cache.get(document), Mapping)
            and not has_content(cache[document])
        ]
        if stale:
            for document in stale:
                del cache[document]
            needed = self._needed_nodes(arguments, cache)
        cache[needed_nodes] = needed
        return Item(cache, needed)

    def _prepare_many(self, rev_ids: Sequence[int], arguments: Arguments) -> list[Item]:
        """Prepare several revisions; those given twice share a cache."""
        items = []
        for rev_id in rev_ids:
            own = arguments.caches.setdefault(rev_id, {})
            for node, value in arguments.cache.items():
                own.setdefault(node, value)
            items.append(self._prepare(rev_id, arguments, own, dict(own)))
        return items
