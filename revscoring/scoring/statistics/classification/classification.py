"""The statistics of a classifier, all in one place."""

from __future__ import annotations

import logging
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....errors import ModelConsistencyError, ModelInfoLookupError
from ..._typing import Label, ScoreLabel, Weights
from ...labels import make_normalizer
from ...paths import PathTree
from ..statistics import Statistics
from .counts import Counts, MultilabelCounts
from .formulas import STATISTICS
from .intervals import count_clusters, number_clusters, prediction_interval, threshold_interval
from .label_thresholds import LabelThresholds
from .micro_macro_stats import MicroMacroStats
from .rates import Rates
from .scaled_prediction_statistics import ScaledPredictionStatistics
from .scaled_threshold_statistics import ScaledThresholdStatistics, parse_optimization

__all__ = ["Classification"]

logger = logging.getLogger(__name__)

PREDICTION_FIELDS = [
    "match_rate",
    "filter_rate",
    "recall",
    "!recall",
    "precision",
    "!precision",
    "f1",
    "!f1",
    "accuracy",
    "fpr",
]
"""The order in which the statistics of predictions are shown."""


class Classification(Statistics):
    """The statistics of scores against true labels.

    Beside the fields shown, ``roc_auc_exact``, ``average_precision`` and any threshold optimization such
    as ``maximum recall @ precision >= 0.9``, which is the threshold for each label, are items too.

    Parameters
    ----------
    labels : sequence
        The labels declared; one that is given twice counts once.
    multilabel : bool
        Whether an observation has a list of labels.
    prediction_key : str
        The field of a score that holds the prediction.
    decision_key : str, optional
        The field of a score that holds a decision value for each label; without it there are no
        thresholds and no areas.
    threshold_ndigits : int, optional
        Round decisions to that many digits.
    population_rates : mapping, optional
        Label → its rate in the population; must name every label. Statistics are then those to
        expect in the population.

    Examples
    --------
    >>> statistics = Classification([True, False], decision_key="probability")
    >>> statistics.fit([({"prediction": p >= 0.5, "probability": {True: p, False: 1 - p}}, label)
    ...                 for p, label in [(0.9, True), (0.6, False), (0.4, True), (0.1, False)]])
    >>> statistics.lookup("recall.labels.true"), statistics.lookup("roc_auc_exact.macro")
    (0.5, 0.75)
    """

    def __init__(
        self,
        labels: Iterable[Label],
        multilabel: bool = False,
        prediction_key: str = "prediction",
        decision_key: str | None = None,
        threshold_ndigits: int | None = None,
        population_rates: Weights | None = None,
        **kwargs: Any,
    ) -> None:
        shown = ["counts", "rates", *PREDICTION_FIELDS]
        if decision_key is not None:
            shown += ScaledThresholdStatistics.FIELDS
        super().__init__(**{"default_fields": shown, **kwargs})
        self.labels = list(dict.fromkeys(labels))
        self.multilabel = multilabel
        self.prediction_key = prediction_key
        self.decision_key = decision_key
        self.threshold_ndigits = threshold_ndigits
        self.population_rates = population_rates
        self.clusters: dict[Label, NDArray[np.int64]] | None = None

    def fit(self, score_labels: Iterable[ScoreLabel], clusters: Sequence[Hashable] | None = None) -> None:
        """Fill in the statistics from (score document, true label) pairs.

        Parameters
        ----------
        score_labels : iterable of (score document, true label)
        clusters : sequence, optional
            The cluster of each pair, such as the author of the edit. Intervals then say how statistics would
            move with the edits of other authors.

        Raises
        ------
        ModelConsistencyError
            If the labels seen are not the labels declared, or a score lacks a field.
        KeyError
            If a population rate is missing.
        """
        score_labels = list(score_labels)
        normalizer = make_normalizer(self.labels, self.multilabel)
        normalizer.check_label_consistency(label for _, label in score_labels)
        rates = self.checked_rates()
        counting = MultilabelCounts if self.multilabel else Counts
        counts = counting(self.labels, score_labels, self.prediction_key)
        thresholds, numbers = None, None if clusters is None else number_clusters(clusters)
        if self.decision_key is not None:
            thresholds = {
                label: self._threshold_statistics(score_labels, label, rates, numbers)
                for label in self.labels
            }
        self._fill(counts, rates, thresholds)
        self.clusters = None
        if numbers is not None:
            self.clusters = {
                label: count_clusters(
                    [_is(score[self.prediction_key], label) for score, _ in score_labels],
                    [_is(actual, label) for _, actual in score_labels],
                    numbers,
                )
                for label in self.labels
            }

    def to_state(self) -> dict[str, Any]:
        """Return the counts that all statistics are computed from, as plain data."""
        thresholds = self.get("thresholds")
        return {
            "labels": self.labels,
            "multilabel": self.multilabel,
            "prediction_key": self.prediction_key,
            "decision_key": self.decision_key,
            "threshold_ndigits": self.threshold_ndigits,
            "population_rates": self.population_rates,
            "n": self["counts"]["n"] if "counts" in self else None,
            "counts": self["counts"].cells() if "counts" in self else None,
            "thresholds": thresholds and [rows.cells() for rows in thresholds.values()],
            "clusters": self.clusters
            and {
                "predictions": [rows.tolist() for rows in self.clusters.values()],
                "decisions": thresholds
                and [
                    None if rows.clusters is None else rows.clusters.tolist() for rows in thresholds.values()
                ],
            },
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Classification:
        """Return the statistics of which this is the result of `to_state`."""
        arguments = dict(state)
        n, cells, thresholds = (arguments.pop(name) for name in ("n", "counts", "thresholds"))
        clusters = arguments.pop("clusters", None) or {}
        statistics = cls(**arguments)
        if cells is not None:
            rates = statistics.checked_rates()
            counting = MultilabelCounts if statistics.multilabel else Counts
            numbers = clusters.get("decisions") or [None] * len(statistics.labels)
            by_label = thresholds and {
                label: ScaledThresholdStatistics.from_cells(
                    decisions, trues, falses, rates.get(label), of_clusters
                )
                for label, (decisions, trues, falses), of_clusters in zip(
                    statistics.labels, thresholds, numbers, strict=True
                )
            }
            statistics._fill(counting.from_cells(statistics.labels, n, cells), rates, by_label)
            if clusters:
                statistics.clusters = {
                    label: np.asarray(rows, dtype=np.int64).reshape(-1, 5)
                    for label, rows in zip(statistics.labels, clusters["predictions"], strict=True)
                }
        return statistics

    def _fill(
        self,
        counts: Counts,
        rates: Weights,
        thresholds: Mapping[Label, ScaledThresholdStatistics] | None,
    ) -> None:
        self["counts"] = counts
        self["rates"] = Rates(counts, self.population_rates)
        by_label = {
            label: ScaledPredictionStatistics(counts=counts.matrix(label), population_rate=rates.get(label))
            for label in self.labels
        }
        for field in PREDICTION_FIELDS:
            self[field] = MicroMacroStats(by_label, field)
        if thresholds is not None:
            for field in ScaledThresholdStatistics.FIELDS:
                self[field] = MicroMacroStats(thresholds, field)
            self["thresholds"] = LabelThresholds(thresholds)

    def _threshold_statistics(
        self,
        score_labels: Sequence[ScoreLabel],
        label: Label,
        rates: Weights,
        clusters: NDArray[np.int64] | None,
    ) -> ScaledThresholdStatistics:
        key = self.decision_key
        try:
            decisions = [score[key][label] for score, _ in score_labels]  # type: ignore[index]
        except KeyError as error:
            raise ModelConsistencyError(
                f"A score has no {error} where {key!r} of the label {label!r} is."
            ) from error
        trues = [_is(actual, label) for _, actual in score_labels]
        try:
            return ScaledThresholdStatistics(
                decisions, trues, rates.get(label), self.threshold_ndigits, clusters
            )
        except ValueError as error:
            raise ValueError(f"The field {key!r} of the scores, label {label!r}: {error}") from error

    def checked_rates(self) -> Weights:
        """Return the population rates, after checks; empty if none were given.

        Raises
        ------
        KeyError
            If the rate of a label is missing.
        ValueError
            If a rate is not between 0 and 1.
        """
        rates = self.population_rates
        if rates is None:
            return {}
        for label in self.labels:
            if label not in rates:
                raise KeyError(
                    f"population_rates does not name the label {label!r}; it must name every label."
                )
            if not 0 <= rates[label] <= 1:
                raise ValueError(
                    f"The population rate of {label!r} is {rates[label]!r}, not between 0 and 1."
                )
        total = sum(rates[label] for label in self.labels)
        if not self.multilabel and abs(total - 1) > 0.01:
            logger.warning("The population rates of %s add up to %s instead of 1", self.labels, total)
        return rates

    def __getitem__(self, key: Any) -> Any:
        if key in self or not isinstance(key, str):
            return super().__getitem__(key)
        thresholds = self.get("thresholds")
        if key in ScaledThresholdStatistics.EXACT_FIELDS:
            field = key
        elif key in STATISTICS or key in ("thresholds", *ScaledThresholdStatistics.FIELDS):
            thresholds, field = None, key
        else:
            field = str(parse_optimization(key))
        if thresholds is None:
            needs = "fit it first" if not len(self) else "that needs a decision_key"
            raise ModelInfoLookupError(key, f"not in these statistics: {needs}")
        return MicroMacroStats(dict(thresholds.items()), field)

    def fields(self) -> list[Any]:
        """Return the statistics that have names; the threshold of any optimization can be had too."""
        return [*super().fields(), *(ScaledThresholdStatistics.EXACT_FIELDS if "thresholds" in self else [])]

    def area_differences(self, limit: float = 0.01) -> dict[tuple[str, Label], tuple[float, float]]:
        """Return the published areas that are further than a limit from the exact ones.

        Areas from 50 points are far off if many observations share a score, or if there are few.

        Returns
        -------
        dict
            (name, label) → (published, exact).

        Examples
        --------
        >>> statistics = Classification(["A", "B"], decision_key="p")
        >>> statistics.fit([({"prediction": "A", "p": {"A": 0.9, "B": 0.1}}, label) for label in "AAAB"])
        >>> [name for name, label in statistics.area_differences()]
        ['roc_auc', 'roc_auc']
        """
        thresholds = self.get("thresholds") or {}
        found = {}
        for published, exact in ScaledThresholdStatistics.EXACT.items():
            for label, rows in thresholds.items():
                areas = rows[published], rows[exact]
                if None not in areas and abs(areas[0] - areas[1]) > limit:
                    found[published, label] = areas
        return found

    def format_str(self, path_tree: PathTree, **kwargs: Any) -> str:
        """Format as text; published areas that are far from the exact ones are followed by these."""
        text = super().format_str(path_tree, **kwargs)
        shown = {str(field) for field, _ in self.normalize_fields(path_tree)}
        differing = {name for name, _ in self.area_differences() if name in shown}
        notes = [
            f"{name} is from 50 points, and more than 0.01 off here. The exact area:\n"
            + self[ScaledThresholdStatistics.EXACT[name]].format_str({}, **kwargs)
            for name in ScaledThresholdStatistics.FIELDS
            if name in differing
        ]
        return text + "".join(notes)

    def interval(
        self, field: str, label: Label, level: float = 0.95, samples: int = 1000, seed: int = 0
    ) -> tuple[float, float] | None:
        """Return a bootstrap interval of a statistic of one label, by cluster if `fit` was given clusters.

        Parameters
        ----------
        field : str
            Any of the ten statistics, an area, or a threshold optimization (for its threshold).
        label : object
            The label.
        level : float
            The share of samples within the interval.
        samples : int
            How many times the observations are drawn again.
        seed : int
            The same seed gives the same interval.

        Returns
        -------
        (low, high) or None
            None if the statistic is undefined in every sample, or what decides on it is of one cluster.
        """
        if field in STATISTICS:
            rate = self.checked_rates().get(label)
            counts, clusters = self["counts"].matrix(label), (self.clusters or {}).get(label)
            return prediction_interval(counts, field, rate, level, samples, seed, clusters)
        return threshold_interval(self["thresholds"][label], field, level, samples, seed)


def _is(value: Any, label: Label) -> bool:
    """Return whether the value of an observation is a label, or has it."""
    return label in value if isinstance(value, list | tuple | set) else bool(value == label)
