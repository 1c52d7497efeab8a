"""Batch planning: the documents that revisions need, fetched level by level.

The documents of a level are requested together; later levels need values from earlier ones (the parent its
id, an account its name). A document in a cache, or replaced in a context, is not requested.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...dependencies import Dependent, solve
from ...errors import CaughtDependencyError, DependencyError
from .._typing import Cache, Profile, Values
from .cache import MWAPICache
from .datasources import Document
from .requests import Conversation, HasLimit, Need, Store, request_documents

__all__ = ["Item", "fetch_documents", "without"]


@dataclass
class Item:
    """A revision to extract values for: its cache, and the names of the nodes that have to be computed.

    Documents are added to the cache. A document that cannot be had is noted with its error; the first
    error ends the extraction, unless the values are `separate`.
    """

    cache: Cache
    needed: frozenset[str]
    separate: bool = False
    failures: dict[Document, DependencyError] = field(default_factory=dict)

    @property
    def error(self) -> DependencyError | None:
        """The error that prevents the extraction of all values."""
        return None if self.separate else next(iter(self.failures.values()), None)


def fetch_documents(
    items: Sequence[Item],
    levels: Sequence[Sequence[Document]],
    context: Values,
    http_cache: MWAPICache | None,
    client: HasLimit,
    profile: Profile | None,
) -> Conversation:
    """Put the documents that revisions need into their caches, in a conversation; see `request_documents`.

    `levels` are all documents, `context` replaces some of them. In a profile, the time of a level is divided
    among its documents.
    """
    store = Store()
    for level in levels:
        current = [context.get(document, document) for document in level]
        planned: list[tuple[Item, Document, Need]] = []
        for item in items:
            for document in current:
                if isinstance(document, Document) and (need := _need(item, document, context)):
                    planned.append((item, document, need))
        start = time.perf_counter()
        yield from request_documents([need for _, _, need in planned], store, http_cache, client)
        seconds = (time.perf_counter() - start) / max(len(planned), 1)
        for item, document, need in planned:
            if profile is not None:
                profile.setdefault(document, []).append(seconds)
            if item.error is None:
                try:
                    item.cache[document] = document.read(need, store)
                except Exception as error:
                    item.failures[document] = _as_dependency_error(document, error)


def _need(item: Item, document: Document, context: Values) -> Need | None:
    """Return the need of a document for a revision, or None if nothing has to be requested."""
    if item.error is not None or document.key not in item.needed or document in item.cache:
        return None
    try:
        need = document.need(*solve(document.dependencies, without(item.failures, context), item.cache))
    except Exception as error:
        item.failures[document] = _as_dependency_error(document, error)
        return None
    if need is None:
        item.cache[document] = None
    return need


def without(failures: Mapping[Document, DependencyError], context: Values) -> Values:
    """Return a context in which documents that cannot be had raise their errors."""
    if not failures:
        return context
    return {**context, **{document: _Unavailable(document, error) for document, error in failures.items()}}


class _Unavailable(Dependent):
    """Stands in the place of a document that cannot be had."""

    def __init__(self, document: Document, error: DependencyError) -> None:
        super().__init__(document.name, self._fail)
        self.error = error

    def _fail(self) -> None:
        raise self.error


def _as_dependency_error(node: Any, error: Exception) -> DependencyError:
    """Return the error that solving a node raises for an exception of its process."""
    if isinstance(error, DependencyError):
        return error
    caught = CaughtDependencyError(f"Failed to process {node}: {error}", error)
    caught.__cause__ = error
    return caught
