"""Quick evaluation of trained trees for one row at a time.

scikit-learn is made for many rows: validation and one call per tree take it milliseconds for a single
one. Here a row goes down all trees together, a level at each step. The results are those of the estimator;
an evaluator that finds a difference when it is made is not used.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..trees import Ensemble, ensemble_of, has_categories
from .probabilities import BOOSTED, from_raw

__all__ = ["SingleRowEvaluator", "single_row_evaluator"]

TOLERANCE = 1e-12
Vector = NDArray[np.float64]


class SingleRowEvaluator:
    """Computes the prediction and the probabilities of one row.

    `zero_is_positive` says whether boosting with two classes predicts the second class at a raw score of 0.
    """

    def __init__(self, ensemble: Ensemble, zero_is_positive: bool) -> None:
        trees = self.trees = ensemble.trees
        self.ensemble = ensemble
        self.zero_is_positive = zero_is_positive
        self.type = np.float32 if ensemble.single else np.float64
        self.depth = int(trees.depths().max(initial=0))
        values = trees.columns["values"]
        self.values = np.ascontiguousarray(values[:, 0] if len(ensemble.start) else values)
        self.children = np.stack([trees.right, trees.left], axis=1).reshape(-1)

    def predict_both(self, row: Vector) -> tuple[int, Vector] | None:
        """Return the index of the class predicted and the probabilities of the classes, for one row.

        None if the row is of another length, or has values that are not finite.
        """
        if len(row) != self.ensemble.n_features:
            return None
        with np.errstate(over="ignore"):
            compared = row.astype(self.type)
        if not np.isfinite(compared).all():
            return None
        nodes, feature, threshold = self.trees.roots, self.trees.feature, self.trees.threshold
        for _ in range(self.depth):
            nodes = self.children[2 * nodes + (compared[feature[nodes]] <= threshold[nodes])]
        return self._finish(self.values[nodes])

    def _finish(self, leaves: Vector) -> tuple[int, Vector]:
        """Make probabilities of the values of leaves, which are added in order, as the estimator does."""
        start = self.ensemble.start
        if not len(start):
            probabilities = np.cumsum(leaves, axis=0)[-1] / len(leaves)
            return int(np.argmax(probabilities)), probabilities
        steps = np.vstack([start, self.ensemble.rate * leaves.reshape(-1, len(start))])
        raw = np.cumsum(steps, axis=0)[-1:]
        indices, found = from_raw(raw[:, 0] if len(start) == 1 else raw, self.zero_is_positive)
        return int(indices[0]), found[0]


def single_row_evaluator(estimator: Any) -> SingleRowEvaluator | None:
    """Make the evaluator of a trained estimator; None if there is none for it, or it would differ."""
    if has_categories(estimator) or getattr(estimator, "loss", "log_loss") != "log_loss":
        return None
    if getattr(estimator, "init", None) not in (None, "zero"):  # the start depends on the row
        return None
    try:
        ensemble = ensemble_of(estimator)
    except (AttributeError, IndexError, TypeError, ValueError):  # another version keeps its trees otherwise
        return None
    if ensemble is None:
        return None
    evaluator = SingleRowEvaluator(ensemble, BOOSTED.get(type(estimator).__name__, True))
    return evaluator if _agrees(evaluator, estimator) else None


def _agrees(evaluator: SingleRowEvaluator, estimator: Any, n_rows: int = 8) -> bool:
    """Compare on rows around the thresholds of the trees, where a difference would show."""
    generator = np.random.default_rng(0)
    rows = np.zeros((n_rows, evaluator.ensemble.n_features))
    trees = evaluator.trees
    finite = np.isfinite(trees.threshold)
    for feature in np.unique(trees.feature[finite]):
        thresholds = trees.threshold[finite & (trees.feature == feature)]
        rows[:, feature] = generator.choice(thresholds, n_rows) + generator.choice([-1e-3, 0.0, 1e-3], n_rows)
    for row, expected in zip(rows, estimator.predict_proba(rows), strict=True):
        found = evaluator.predict_both(row)
        if found is None or np.abs(found[1] - expected).max() > TOLERANCE:
            return False
    return True
