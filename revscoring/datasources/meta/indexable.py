"""Elements of sequences."""

from __future__ import annotations

from typing import Any

from ..datasource import Datasource

__all__ = ["Datasource", "index"]


class index(Datasource):
    """The element at a fixed position.

    Parameters
    ----------
    i : int
        The position.
    datasources : Datasource
        The sequence.
    default : object, optional
        What to take out of range; without it, that is an IndexError.
    name : str, optional
        By default ``index(i, default)``. It does not mention the datasource: two indexes of one
        position need names of their own.
    """

    def __init__(
        self, i: int, datasources: Any, default: Any = NotImplemented, name: str | None = None
    ) -> None:
        super().__init__(f"index({i!r}, {default!r})" if name is None else name, depends_on=[datasources])
        self.index = i
        self.default = default

    def process(self, indexable: Any) -> Any:
        """Take the element."""
        try:
            return indexable[self.index]
        except IndexError:
            if self.default is NotImplemented:
                raise
            return self.default
