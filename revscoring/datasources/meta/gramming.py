"""Tuples of items at given offsets: n-grams and skip-grams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..datasource import Datasource

__all__ = ["Datasource", "gram", "gram_tokens"]


def gram_tokens(items: Sequence[Any], grams: Sequence[tuple[int, ...]] = [(0,)]) -> Iterator[tuple[Any, ...]]:
    """Yield, for each position and each tuple of offsets that fits there, the items.

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


class gram(Datasource):
    """The tuples of items at given offsets, in order of position, then of offsets.

    Parameters
    ----------
    items_datasource : Datasource
        The items.
    grams : list of tuple of int
        The offsets, such as ``[(0,), (0, 1), (0, 2)]``.
    name : str, optional
        By default ``gram(<items>, grams)``.
    """

    def __init__(
        self,
        items_datasource: Any,
        grams: Sequence[tuple[int, ...]] = [(0,)],
        name: str | None = None,
    ) -> None:
        super().__init__(
            f"gram({items_datasource!r}, {grams!r})" if name is None else name,
            depends_on=[items_datasource],
        )
        self.grams = grams

    def process(self, tokens: Sequence[Any] | None) -> list[tuple[Any, ...]]:
        """Gram the items."""
        return list(gram_tokens(tokens or [], self.grams))
