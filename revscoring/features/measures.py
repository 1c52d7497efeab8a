"""Rows of measures: features that are the methods of one object, which is made once for an edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..datasources import Datasource
from .feature import Feature
from .rows import Row, RowSet

__all__ = ["MeasureSet", "measure"]

#: What the annotation of a method says → the type of its feature.
_TYPES = {"bool": bool, "int": int, "float": float}


class MeasureSet(RowSet):
    """A set of features that are the methods of one object.

    Parameters
    ----------
    name : str
        The prefix of the names.
    kind : callable
        Makes the object from the values of `depends_on`.
    depends_on : sequence of Datasource

    Attributes
    ----------
    measures : Datasource
        The object.
    """

    def __init__(self, name: str, kind: Callable[..., object], depends_on: Sequence[Datasource]) -> None:
        super().__init__(name)
        self.measures = Datasource(f"{name}.measures", kind, depends_on=depends_on)
        self.make_rows()


def measure(method: Callable[[Any], float], doc: str, unit: str = "") -> Row[Feature]:
    """The value of a method of the object of a set; its annotation is the type of the feature."""
    returns = _TYPES[method.__annotations__["return"]]

    def make(owner: MeasureSet, name: str) -> Feature:
        return Feature(name, method, returns=returns, depends_on=[owner.measures])

    return Row(make, doc, unit)
