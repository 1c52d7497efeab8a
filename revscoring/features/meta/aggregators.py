"""Features that aggregate a list: its sum, length, largest, smallest or mean item."""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable
from typing import Any, Protocol

from ...dependencies import Dependent
from ..feature import Feature
from ..feature_vector import FeatureVector

__all__ = [
    "AggregatorsScalar",
    "AggregatorsVector",
    "Feature",
    "FeatureVector",
    "aggregators_factory",
    "len",
    "max",
    "mean",
    "min",
    "sum",
]


Function = Callable[[Any], Any]


def _sum(items: Any) -> Any:
    total = builtins.sum(items)
    return math.fsum(items) if isinstance(total, float) else total


def _mean(items: Any) -> Any:
    return _sum(items) / builtins.len(items)


def _word(func: Function) -> str:
    return func.__name__.lstrip("_")


class AggregatorsScalar(Feature):
    """An aggregate of a list of scalars. Sums of floats are exactly rounded, in any order.

    Parameters
    ----------
    items_datasource : Datasource
        The list. None and the empty list give ``returns()``.
    func : callable
        The aggregate of a list.
    name : str, optional
        By default ``func(<items>)``.
    returns : type
        What the aggregate is converted to: float, whatever the function.
    """

    def __init__(
        self, items_datasource: Dependent, func: Function, name: str | None = None, returns: type = float
    ) -> None:
        name = f"{_word(func)}({items_datasource!r})" if name is None else name
        super().__init__(name, returns=returns, depends_on=[items_datasource])
        self.func = func
        shortcut = getattr(items_datasource, "measures", {}).get(_word(func))
        if shortcut is not None:
            self.shortcut = shortcut

    def process(self, items: Any) -> Any:
        """Aggregate the items."""
        if items is None or builtins.len(items) == 0:
            return self.returns()
        return self.returns(self.func(items))


class AggregatorsVector(FeatureVector):
    """An aggregate, column by column, of a list of vectors of one length.

    Takes the parameters of `AggregatorsScalar`. An empty list, or an empty first row, gives
    ``[returns()]``.
    """

    def __init__(
        self, items_datasource: Dependent, func: Function, name: str | None = None, returns: type = float
    ) -> None:
        name = f"{_word(func)}({items_datasource!r})" if name is None else name
        super().__init__(name, returns=returns, depends_on=[items_datasource])
        self.func = func

    def process(self, items: Any) -> list[Any]:
        """Aggregate each column."""
        if builtins.len(items) == 0 or items[0] is None or builtins.len(items[0]) == 0:
            return [self.returns()]
        if self.func is builtins.len:
            return [self.returns(builtins.len(items))] * builtins.len(items[0])
        import numpy

        columns = getattr(numpy.asarray(items), _word(self.func))(axis=0)
        return [self.returns(value) for value in columns]


class Aggregator(Protocol):
    """The constructor of the features that aggregate by one function.

    It takes the list of items, the name (by default such as ``sum(<items_datasource>)``), and the type of
    the value. With `vector` the items are vectors of one length, and each column is aggregated, to a
    `FeatureVector`.
    """

    def __call__(
        self,
        items_datasource: Dependent,
        name: str | None = None,
        returns: type = float,
        vector: bool = False,
    ) -> Feature: ...


def aggregators_factory(func: Function) -> Aggregator:
    """Build the constructor of the features that aggregate by a function."""

    def aggregator(
        items_datasource: Dependent, name: str | None = None, returns: type = float, vector: bool = False
    ) -> Feature:
        kind = AggregatorsVector if vector else AggregatorsScalar
        return kind(items_datasource, func, name=name, returns=returns)

    aggregator.__name__ = aggregator.__qualname__ = word = _word(func)
    aggregator.__doc__ = f"Build the feature ``{word}`` of the items of a datasource; see `Aggregator`."
    return aggregator


sum = aggregators_factory(_sum)
len = aggregators_factory(builtins.len)
max = aggregators_factory(builtins.max)
min = aggregators_factory(builtins.min)
mean = aggregators_factory(_mean)
