"""Elements of sequences."""

from __future__ import annotations

from collections.abc import Sequence

from ...dependencies import Node
from ._base import MetaDatasource

__all__ = ["index"]


class index(MetaDatasource):
    """The element at a fixed position.

    Parameters
    ----------
    i : int
        The position.
    datasources : Datasource
        The sequence.
    default : object, optional
        The value if the position is out of range; without a default that is an IndexError.

    Notes
    -----
    The default name does not show the datasource: give two indexes of one position a `name` each.
    """

    def __init__(
        self, i: int, datasources: Node, default: object = NotImplemented, name: str | None = None
    ) -> None:
        super().__init__(name, [datasources], i, default)
        self.index = i
        self.default = default

    def process(self, indexable: Sequence[object]) -> object:
        """Take the element."""
        try:
            return indexable[self.index]
        except IndexError:
            if self.default is NotImplemented:
                raise
            return self.default
