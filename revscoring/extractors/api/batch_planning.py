"""Finding out what documents some revisions need, round after round; asking for them is left to a driver.

A round asks for all documents of a level at a time; later levels need values from earlier ones (the parent
its id, an account its name). What is given in a cache, or replaced in a context, is not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...dependencies import solve
from ...errors import CaughtDependencyError, DependencyError
from .datasources import Document
from .requests import Need, Store

__all__ = ["Item", "Round", "rounds"]


@dataclass
class Item:
    """A revision that values are extracted for.

    Attributes
    ----------
    rev_id : int
    cache : dict
        What is known of it; documents are added.
    wanted : frozenset of str
        The names of the nodes that have to be computed.
    error : Exception or None
        Why nothing can be computed.
    """

    rev_id: Any
    cache: MutableMapping[Any, Any]
    wanted: frozenset[str] = frozenset()
    error: Exception | None = None


@dataclass
class Round:
    """What is to be asked for next.

    Attributes
    ----------
    asked : list of (Item, Document, Need)
    """

    asked: list[tuple[Item, Document, Need]] = field(default_factory=list)

    @property
    def needs(self) -> list[Need]:
        """All needs, in the order of the revisions."""
        return [need for _, _, need in self.asked]

    def share(self, seconds: float, profile: MutableMapping[Any, list[float]] | None) -> None:
        """Enter the time that a round took into a profile, in equal parts."""
        if profile is not None:
            for _, document, _ in self.asked:
                profile.setdefault(document, []).append(seconds / len(self.asked))


def rounds(
    items: Sequence[Item], levels: Sequence[Sequence[Document]], context: Mapping[Any, Any], store: Store
) -> Iterator[Round]:
    """Yield what to ask for; before the next is taken, the answers must stand in the store.

    Parameters
    ----------
    items : sequence of Item
        Documents, and errors, are put into them.
    levels : sequence of sequences of Document
        What documents there are.
    context : dict
        Replacements.
    store : Store
    """
    for level in levels:
        this = Round()
        current = [context.get(document, document) for document in level]
        for item in items:
            for document in current:
                if isinstance(document, Document):
                    _ask(item, document, context, this)
        if this.asked:
            yield this
        for item, document, need in this.asked:
            if item.error is None:
                try:
                    item.cache[document] = document.read(need, store)
                except Exception as error:
                    item.error = as_dependency_error(document, error)


def _ask(item: Item, document: Document, context: Mapping[Any, Any], this: Round) -> None:
    if item.error is not None or document.key not in item.wanted or document in item.cache:
        return
    try:
        need = document.need(*solve(document.dependencies, context, item.cache))
    except Exception as error:
        item.error = as_dependency_error(document, error)
        return
    if need is None:
        item.cache[document] = None
    else:
        this.asked.append((item, document, need))


def as_dependency_error(node: Any, error: Exception) -> DependencyError:
    """Return the error that solving a node would raise for an exception of its process."""
    if isinstance(error, DependencyError):
        return error
    caught = CaughtDependencyError(f"Failed to process {node}: {error}", error)
    caught.__cause__ = error
    return caught
