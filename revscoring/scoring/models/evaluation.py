"""Evaluations: how well a model does on observations that it has not seen, with intervals by author."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .._typing import Label, Observation, Score
from ..formats import label_name
from ..records import EvaluationRecord, Figure, LabelRecord, PointRecord
from ..statistics.classification import Classification, ScaledThresholdStatistics
from ..statistics.classification.formulas import STATISTICS, rescale
from ..statistics.classification.intervals import (
    count_clusters,
    number_clusters,
    prediction_interval,
    threshold_interval,
)
from ..wording import labels_of_interest
from .cross_validation import Division, cross_validated_scores

if TYPE_CHECKING:
    from .model import Learned

__all__ = [
    "POINTS",
    "Evaluation",
    "evaluate",
    "record",
    "thresholds_of",
]

POINTS = ("maximum recall @ precision >= 0.75", "maximum filter_rate @ recall >= 0.75")
"""The thresholds that an evaluation tries: to flag few good edits, and to find much of the damage."""


@dataclass(frozen=True)
class Evaluation:
    """Scores of observations by models that did not see them.

    Parameters
    ----------
    name : str
        On what the models learned, and on what they were tested.
    scores : list of dict
    labels : list
        The true labels, in the same order.
    authors : list
        The author of each observation; one that is unknown is an author of its own.
    samples : int
        How many times authors are drawn again for an interval.
    """

    name: str
    scores: Sequence[Score]
    labels: Sequence[Any]
    authors: Sequence[Hashable]
    samples: int = 1000

    def has(self, label: Label) -> NDArray[np.bool_]:
        """Return which observations have a label."""
        return np.asarray([label in one if isinstance(one, list) else one == label for one in self.labels])

    def accuracy(self) -> Figure | None:
        """Return the share of predictions that are right."""
        right = [score["prediction"] == label for score, label in zip(self.scores, self.labels, strict=True)]
        return self._figure("accuracy", np.zeros(len(right), dtype=bool), ~np.asarray(right, dtype=bool))

    def ranking(self, label: Label) -> Figure | None:
        """Return the chance that an observation with the label is ranked above one without it."""
        decisions = self._decisions(label)
        if decisions is None:
            return None
        clusters = number_clusters(self.authors)
        statistics = ScaledThresholdStatistics(decisions, self.has(label), clusters=clusters)
        value = statistics.roc_auc_exact()
        if value is None:
            return None
        return _with_ends(value, threshold_interval(statistics, "roc_auc_exact", samples=self.samples))

    def select(self, places: Sequence[int] | NDArray[np.int64]) -> Evaluation:
        """Return the part of the evaluation that is about some of the observations."""
        return replace(
            self,
            scores=[self.scores[place] for place in places],
            labels=[self.labels[place] for place in places],
            authors=[self.authors[place] for place in places],
        )

    def statistic(
        self, name: str, label: Label, threshold: float, ndigits: int | None = None, rate: float | None = None
    ) -> Figure | None:
        """Return a statistic of a label at a threshold: recall, precision, fpr or match_rate.

        Decisions are rounded to `ndigits` first, and shares scaled to the `rate` of the label in the
        population, as in the statistics that the threshold is from.
        """
        decisions = self._decisions(label)
        assert decisions is not None, "a threshold is for probabilities"
        flagged = (decisions if ndigits is None else decisions.round(ndigits)) >= threshold
        return self._figure(name, flagged, self.has(label), rate)

    def point(
        self, label: Label, threshold: float, ndigits: int | None = None, rate: float | None = None
    ) -> PointRecord:
        """Return what a threshold of a label does; see `statistic`."""
        return {
            "threshold": threshold,
            "recall": self.statistic("recall", label, threshold, ndigits, rate),
            "precision": self.statistic("precision", label, threshold, ndigits, rate),
            "match_rate": self.statistic("match_rate", label, threshold, ndigits, rate),
        }

    def _decisions(self, label: Label) -> NDArray[np.float64] | None:
        if not all("probability" in score for score in self.scores):
            return None
        return np.asarray([score["probability"][label] for score in self.scores])

    def _figure(
        self, name: str, flagged: NDArray[np.bool_], has: NDArray[np.bool_], rate: float | None = None
    ) -> Figure | None:
        clusters = count_clusters(flagged, has, number_clusters(self.authors))
        counts = (clusters[:, :4] * clusters[:, 4:]).sum(axis=0).tolist()
        tp, fp, tn, fn = counts
        value = float(STATISTICS[name](rescale(tp, fp, tn, fn, rate)))
        if np.isnan(value):
            return None
        return _with_ends(
            value, prediction_interval(counts, name, rate, samples=self.samples, clusters=clusters)
        )


def _with_ends(value: float, interval: tuple[float, float] | None) -> Figure:
    low, high = interval or (None, None)
    return {"value": value, "low": low, "high": high}


def evaluate(
    model: Learned,
    value_labels: Sequence[Observation],
    name: str,
    division: Division,
    authors: Sequence[Hashable],
    processes: int | None = 1,
    fold_done: Callable[[], object] = int,
) -> Evaluation:
    """Test copies of a model on each part of a division, trained without it; the model does not change.

    After each part, `fold_done` is called.
    """
    scores, order = cross_validated_scores(model, value_labels, division, processes, fold_done)
    return Evaluation(
        name, scores, [value_labels[index][1] for index in order], [authors[index] for index in order]
    )


def thresholds_of(statistics: object, label: Label) -> dict[str, float]:
    """Return the thresholds of `POINTS` that statistics advise for a label."""
    if not isinstance(statistics, Classification) or "thresholds" not in statistics:
        return {}
    found = {point: statistics["thresholds"][label][point] for point in POINTS}
    return {point: threshold for point, threshold in found.items() if threshold is not None}


def record(
    evaluation: Evaluation,
    kind: str,
    labels: Sequence[Label],
    statistics: object = None,
    rates: Any = None,
) -> EvaluationRecord:
    """Return an evaluation in plain data, with the thresholds that statistics advise."""
    ndigits = getattr(statistics, "threshold_ndigits", None)
    authors = np.asarray([str(author) for author in evaluation.authors])
    by_label: dict[str, LabelRecord] = {}
    for label in labels_of_interest(labels):
        has = evaluation.has(label)
        by_label[label_name(label)] = {
            "n": int(has.sum()),
            "authors": len(set(authors[has])),
            "roc_auc_exact": evaluation.ranking(label),
            "points": {
                point: evaluation.point(label, threshold, ndigits, (rates or {}).get(label))
                for point, threshold in thresholds_of(statistics, label).items()
            },
        }
    return {
        "kind": kind,
        "name": evaluation.name,
        "n": len(evaluation.labels),
        "authors": len(set(authors)),
        "accuracy": evaluation.accuracy(),
        "labels": by_label,
    }
