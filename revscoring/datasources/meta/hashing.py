"""Portable numbers for items of any JSON type."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ...dependencies import Node
from ._base import MetaDatasource

__all__ = ["hash", "mmh3_item"]


def mmh3_item(item: object, n: int) -> int:
    """Return the bucket of an item: (signed 32-bit murmur3 of its JSON + 2³²) modulo n.

    Examples
    --------
    >>> mmh3_item("a", 2**20), mmh3_item(("a", "b"), 2**20)
    (799354, 831945)
    """
    import mmh3

    return int((mmh3.hash(json.dumps(item)) + 2**32) % n)


class hash(MetaDatasource):
    """The bucket of each item; see `mmh3_item`.

    Parameters
    ----------
    items_datasource : Datasource
        The items; None counts as empty.
    n : int
        The number of buckets.
    """

    def __init__(self, items_datasource: Node, n: int = 2**20, name: str | None = None) -> None:
        super().__init__(name, [items_datasource], items_datasource, n)
        self.n = n

    def process(self, items: Iterable[object] | None) -> list[int]:
        """Hash the items."""
        return [mmh3_item(item, self.n) for item in items or ()]
