"""One statistic for every label, with its micro and macro averages."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from ..._typing import Label
from ...formats import round, tab_it_in
from ...model_info import ModelInfo
from ...paths import PathTree
from .tables import ignore_path, is_wide, table

__all__ = ["MicroMacroStats"]

logger = logging.getLogger(__name__)


class MicroMacroStats(ModelInfo):
    """A statistic of each label (``labels``), averaged by frequency (``micro``) and plainly (``macro``).

    Both averages are None if the statistic of any label is.

    Parameters
    ----------
    stats : mapping
        Label → statistics: anything with ``trues`` (the scaled number of observations that have the
        label) that returns its `field` by item access.
    field : str
        The statistic.

    Examples
    --------
    >>> from revscoring.scoring.statistics.classification import ScaledPredictionStatistics
    >>> stats = {True: ScaledPredictionStatistics(counts=(3, 1, 5, 1)),
    ...          False: ScaledPredictionStatistics(counts=(5, 1, 3, 1))}
    >>> MicroMacroStats(stats, "recall").format_json({})
    {'micro': 0.8, 'macro': 0.792, 'labels': {True: 0.75, False: 0.833}}
    """

    def __init__(self, stats: Mapping[Label, Any], field: str) -> None:
        super().__init__()
        self.field = field
        values = {label: label_stats[field] for label, label_stats in stats.items()}
        weights = {label: label_stats.trues for label, label_stats in stats.items()}
        missing = [label for label in values if values[label] is None or weights[label] is None]
        total = 0 if missing else sum(weights.values())
        if missing or not total:
            logger.warning(
                "No averages of %s: it is undefined for the labels %s", field, missing or list(values)
            )
            self["micro"] = self["macro"] = None
        else:
            self["micro"] = sum(values[label] * weights[label] for label in values) / total
            self["macro"] = sum(values.values()) / len(values)
        self["labels"] = values

    def format_str(self, path_tree: PathTree, ndigits: int = 3, **kwargs: Any) -> str:
        """Format as a line with the averages and a table of labels, one row each if there are many."""
        shown = self.format_json(path_tree, ndigits)
        labels = {str(label): value for label, value in shown["labels"].items()}
        if is_wide(labels):
            text = table(list(labels.items()))
        else:
            text = table([list(labels.values())], headers=list(labels))
        return f"{self.field} (micro={shown['micro']}, macro={shown['macro']}):\n" + tab_it_in(text)

    def format_json(self, path_tree: PathTree, ndigits: int = 3, **kwargs: Any) -> dict[str, Any]:
        """Format all of it, rounded, as JSON-able data."""
        ignore_path(path_tree, self.field)
        return {
            "micro": round(self["micro"], ndigits),
            "macro": round(self["macro"], ndigits),
            "labels": {label: round(value, ndigits) for label, value in self["labels"].items()},
        }
