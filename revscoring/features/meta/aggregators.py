"""Features that aggregate a list: its sum, length, largest, smallest or mean item."""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable
from typing import Any

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


def _sum(items: Any) -> Any:
    total = builtins.sum(items)
    return math.fsum(items) if isinstance(total, float) else total


def _mean(items: Any) -> Any:
    return _sum(items) / builtins.len(items)


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
        self,
        items_datasource: Any,
        func: Callable[[Any], Any],
        name: str | None = None,
        returns: type = float,
    ) -> None:
        word = func.__name__.lstrip("_")
        super().__init__(
            f"{word}({items_datasource!r})" if name is None else name,
            returns=returns,
            depends_on=[items_datasource],
        )
        self.func = func
        shortcut = getattr(items_datasource, "measures", {}).get(word)
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
        self,
        items_datasource: Any,
        func: Callable[[Any], Any],
        name: str | None = None,
        returns: type = float,
    ) -> None:
        word = func.__name__.lstrip("_")
        super().__init__(
            f"{word}({items_datasource!r})" if name is None else name,
            returns=returns,
            depends_on=[items_datasource],
        )
        self.func = func

    def process(self, items: Any) -> list[Any]:
        """Aggregate each column."""
        if builtins.len(items) == 0 or items[0] is None or builtins.len(items[0]) == 0:
            return [self.returns()]
        if self.func is builtins.len:
            return [self.returns(builtins.len(items))] * builtins.len(items[0])
        import numpy

        rows = numpy.asarray(items)
        columns = getattr(rows, self.func.__name__.lstrip("_"))(axis=0)
        return [self.returns(value) for value in columns]


def aggregators_factory(func: Callable[[Any], Any]) -> Callable[..., Feature]:
    """Build the constructor of the features that aggregate by a function."""
    word = func.__name__.lstrip("_")

    def aggregator(
        items_datasource: Any, name: str | None = None, returns: type = float, vector: bool = False
    ) -> Feature:
        kind = AggregatorsVector if vector else AggregatorsScalar
        return kind(items_datasource, func, name=name, returns=returns)

    aggregator.__name__ = aggregator.__qualname__ = word
    aggregator.__doc__ = f"""Build the feature ``{word}`` of the items of a datasource.

    Parameters
    ----------
    items_datasource : Datasource
        The list of items; of equally long vectors with `vector`.
    name : str, optional
        By default ``{word}(<items_datasource>)``.
    returns : type
        float, unless said otherwise.
    vector : bool
        Aggregate each column, to a `FeatureVector`.

    Returns
    -------
    Feature
    """
    return aggregator


sum = aggregators_factory(_sum)
len = aggregators_factory(builtins.len)
max = aggregators_factory(builtins.max)
min = aggregators_factory(builtins.min)
mean = aggregators_factory(_mean)
