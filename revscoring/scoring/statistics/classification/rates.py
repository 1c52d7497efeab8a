"""The rates of labels in the sample and in the population."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from ...model_info import ModelInfo, try_key
from ...util import PathTree, round, tab_it_in
from .tables import MAX_COLUMNS_WIDTH_CHARS, is_wide, table

__all__ = ["MAX_COLUMNS_WIDTH_CHARS", "Rates"]

logger = logging.getLogger(__name__)


class Rates(ModelInfo):
    """The share of each label in the sample, and the one given for the population.

    Parameters
    ----------
    counts : Counts or mapping
        With ``n`` and ``labels`` (label → number).
    population_rates : mapping, optional
        Label → rate; must name every label.

    Examples
    --------
    >>> Rates({"n": 4, "labels": {True: 1, False: 3}}, {True: 0.03, False: 0.97}).format_json({})
    {'sample': {True: 0.25, False: 0.75}, 'population': {True: 0.03, False: 0.97}}
    """

    def __init__(self, counts: Any, population_rates: Mapping[Any, float] | None = None) -> None:
        super().__init__()
        n = counts["n"]
        self["sample"] = {label: count / n if n else None for label, count in counts["labels"].items()}
        if population_rates is not None:
            self["population"] = {label: population_rates[label] for label in counts["labels"]}

    def format_str(self, path_tree: PathTree, ndigits: int = 3, **kwargs: Any) -> str:
        """Format as a table."""
        if path_tree:
            logger.warning("Ignoring the path %s below rates: they are shown whole", path_tree)
        return "rates:\n" + tab_it_in(self.format_table(ndigits))

    def format_json(self, path_tree: PathTree, ndigits: int = 3, **kwargs: Any) -> dict[str, Any]:
        """Format the rates selected, rounded, as JSON-able data."""
        document = {}
        for key, sub_tree in self.normalize_fields(path_tree):
            if sub_tree:
                logger.warning("Ignoring the path %s below rates: they are shown whole", sub_tree)
            document[key] = {label: round(rate, ndigits) for label, rate in try_key(key, self).items()}
        return document

    def format_table(self, ndigits: int) -> str:
        """Lay the labels out side by side, or in rows if that is too wide."""
        if is_wide(self["sample"]):
            return self.format_row_major_table(ndigits)
        return self.format_column_major_table(ndigits)

    def format_column_major_table(self, ndigits: int) -> str:
        """Lay the labels out side by side."""
        rows = [[name, *(round(rate, ndigits) for rate in rates.values())] for name, rates in self.items()]
        return table(rows, headers=["", *map(repr, self["sample"])])

    def format_row_major_table(self, ndigits: int) -> str:
        """Lay the labels out in rows."""
        rows = [
            [str(label), *(round(rates[label], ndigits) for rates in self.values())]
            for label in self["sample"]
        ]
        return table(rows, headers=["", *self])
