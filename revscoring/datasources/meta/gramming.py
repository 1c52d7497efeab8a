"""Tuples of items at given offsets: n-grams and skip-grams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from ...dependencies import Node
from ._base import MetaDatasource

__all__ = ["gram", "gram_tokens"]

T = TypeVar("T")


def gram_tokens(items: Sequence[T], grams: Sequence[tuple[int, ...]] = [(0,)]) -> Iterator[tuple[T, ...]]:
    """Yield the items at each position, for each tuple of offsets that fits there.

    Examples
    --------
    >>> list(gram_tokens("abc", [(0,), (0, 2)]))
    [('a',), ('a', 'c'), ('b',), ('c',)]
    """
    size = len(items)
    for position in range(size):
        for offsets in grams:
            if all(0 <= position + offset < size for offset in offsets):
                yield tuple(items[position + offset] for offset in offsets)


class gram(MetaDatasource):
    """The tuples of items at given offsets, in order of position, then of offsets.

    Parameters
    ----------
    items_datasource : Datasource
        The items; None counts as empty.
    grams : list of tuple of int
        The offsets, such as ``[(0,), (0, 1), (0, 2)]``.
    """

    def __init__(
        self, items_datasource: Node, grams: Sequence[tuple[int, ...]] = [(0,)], name: str | None = None
    ) -> None:
        super().__init__(name, [items_datasource], items_datasource, grams)
        self.grams = grams

    def process(self, tokens: Sequence[Any] | None) -> list[tuple[Any, ...]]:
        """Return the tuples."""
        return list(gram_tokens(tokens or [], self.grams))
