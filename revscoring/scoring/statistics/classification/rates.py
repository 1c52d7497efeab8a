"""The rates of labels in the sample and in the population."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..._typing import Weights
from ...formats import round, tab_it_in
from ...model_info import ModelInfo
from ...paths import PathTree, try_key
from .tables import ignore_path, is_wide, table

__all__ = ["Rates"]


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

    def __init__(
        self, counts: ModelInfo | Mapping[str, Any], population_rates: Weights | None = None
    ) -> None:
        super().__init__()
        n = counts["n"]
        self["sample"] = {label: count / n if n else None for label, count in counts["labels"].items()}
        if population_rates is not None:
            self["population"] = {label: population_rates[label] for label in counts["labels"]}

    def format_str(self, path_tree: PathTree, ndigits: int = 3, **kwargs: Any) -> str:
        """Format as a table, with a row for each label if there are many."""
        ignore_path(path_tree, "rates")
        shown = self.format_json({}, ndigits)
        labels = list(self["sample"])
        if is_wide(labels):
            rows = [[str(label), *(rates[label] for rates in shown.values())] for label in labels]
            text = table(rows, headers=["", *shown])
        else:
            rows = [[name, *rates.values()] for name, rates in shown.items()]
            text = table(rows, headers=["", *map(repr, labels)])
        return "rates:\n" + tab_it_in(text)

    def format_json(self, path_tree: PathTree, ndigits: int = 3, **kwargs: Any) -> dict[str, Any]:
        """Format the rates selected, rounded, as JSON-able data."""
        document = {}
        for key, sub_tree in self.normalize_fields(path_tree):
            ignore_path(sub_tree, f"rates.{key}")
            document[key] = {label: round(rate, ndigits) for label, rate in try_key(key, self).items()}
        return document
