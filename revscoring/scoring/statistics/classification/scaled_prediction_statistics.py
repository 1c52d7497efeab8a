"""The ten statistics of the predictions of one label."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partialmethod
from typing import Any

from ...formats import round
from ...paths import PathTree
from .formulas import STATISTICS
from .scaled_classification_matrix import ScaledClassificationMatrix
from .tables import table

__all__ = ["ScaledPredictionStatistics"]


class ScaledPredictionStatistics(ScaledClassificationMatrix):
    """The ten statistics of a matrix, by name; those whose denominator is zero are None.

    Examples
    --------
    >>> statistics = ScaledPredictionStatistics(counts=(24, 26, 44, 6), population_rate=0.1)
    >>> round(statistics["precision"], 3), round(statistics["recall"], 3), round(statistics["!recall"], 3)
    (0.193, 0.8, 0.629)
    """

    __slots__ = ()

    FIELDS = list(STATISTICS)

    def __getitem__(self, field: str) -> float | None:
        value = float(STATISTICS[field](self.matrix()))
        return None if value != value else value

    def keys(self) -> list[str]:
        """Return the names of the statistics."""
        return self.FIELDS

    def __iter__(self) -> Iterator[str]:
        return iter(self.FIELDS)

    def format_json(self, path_tree: PathTree, ndigits: int = 3, **kwargs: Any) -> dict[str, float | None]:
        """Format the statistics selected, rounded, as JSON-able data."""
        return {field: round(self[field], ndigits) for field in path_tree or self.FIELDS}

    def format_str(self, path_tree: PathTree, ndigits: int = 3, **kwargs: Any) -> str:
        """Format the statistics selected as a table of one row."""
        fields = list(path_tree or self.FIELDS)
        return table([[round(self[field], ndigits) for field in fields]], headers=fields)

    match_rate = partialmethod(__getitem__, "match_rate")
    filter_rate = partialmethod(__getitem__, "filter_rate")
    precision = partialmethod(__getitem__, "precision")
    recall = partialmethod(__getitem__, "recall")
    accuracy = partialmethod(__getitem__, "accuracy")
    fpr = partialmethod(__getitem__, "fpr")
    f1 = partialmethod(__getitem__, "f1")
