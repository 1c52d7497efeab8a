"""A quick evaluator of trained trees for one row at a time.

scikit-learn is made for many rows: validation and one call per tree cost it milliseconds for a
single one. Here all trees walk down together, a level at each step, in arrays. The results are those of
the estimator; an evaluator that finds a difference when it is made is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .probabilities import BOOSTED, from_raw

__all__ = ["TreeEvaluator", "tree_evaluator"]

TOLERANCE = 1e-12


class Tree(NamedTuple):
    """The nodes of one tree; leaves have no children (-1)."""

    feature: NDArray[Any]
    threshold: NDArray[np.float64]
    left: NDArray[Any]
    right: NDArray[Any]
    value: NDArray[np.float64]  # (n_nodes,) or (n_nodes, n_outputs)


class TreeEvaluator:
    """The trees of an estimator, joined into one set of arrays.

    Parameters
    ----------
    trees : sequence of Tree
    finish : callable
        Turns the values of the leaves that a row ends in, in the order of the trees, into the index
        of the class predicted and the probabilities of the classes.
    n_features : int
    single : bool
        Whether values are compared in single precision.
    """

    def __init__(
        self,
        trees: Sequence[Tree],
        finish: Callable[[NDArray[np.float64]], tuple[int, NDArray[np.float64]]],
        n_features: int,
        single: bool,
    ) -> None:
        self.finish = finish
        self.n_features = n_features
        self.kind = np.float32 if single else np.float64
        sizes = [len(tree.feature) for tree in trees]
        self.roots = np.cumsum([0, *sizes[:-1]])
        leaf = np.concatenate([tree.left for tree in trees]).astype(np.int64) < 0
        own = np.arange(sum(sizes))
        left = np.where(
            leaf, own, np.concatenate([t.left + r for t, r in zip(trees, self.roots, strict=True)])
        )
        right = np.where(
            leaf, own, np.concatenate([t.right + r for t, r in zip(trees, self.roots, strict=True)])
        )
        self.children = np.stack([left, right], axis=1).astype(np.int64).reshape(-1)
        self.features = np.where(leaf, 0, np.concatenate([tree.feature for tree in trees])).astype(np.int64)
        self.thresholds = np.where(leaf, np.inf, np.concatenate([tree.threshold for tree in trees]))
        self.values = np.concatenate([tree.value for tree in trees])
        self.depth = self._deepest(leaf)

    def _deepest(self, leaf: NDArray[np.bool_]) -> int:
        level, depth = self.roots, 0
        while not leaf[level].all():
            inner = level[~leaf[level]]
            level = np.concatenate([self.children[2 * inner], self.children[2 * inner + 1]])
            depth += 1
        return depth

    def predict_both(self, row: NDArray[np.float64]) -> tuple[int, NDArray[np.float64]] | None:
        """Give the index of the class predicted and the probabilities of the classes, for one row.

        Returns
        -------
        (int, array) or None
            None if the row is not for this evaluator: of another length, or with values that are not finite.
        """
        if len(row) != self.n_features:
            return None
        with np.errstate(over="ignore"):
            row = row.astype(self.kind)
        if not np.isfinite(row).all():
            return None
        nodes = self.roots
        for _ in range(self.depth):
            nodes = self.children[2 * nodes + (row[self.features[nodes]] > self.thresholds[nodes])]
        return self.finish(self.values[nodes])


def tree_evaluator(estimator: Any) -> TreeEvaluator | None:
    """Make the evaluator of a trained estimator, or None if there is none for it, or it would differ."""
    make = MAKERS.get(type(estimator).__name__)
    if make is None:
        return None
    try:
        evaluator = make(estimator)
    except (AttributeError, IndexError, TypeError, ValueError):  # another version keeps its trees otherwise
        return None
    return evaluator if evaluator is not None and _agrees(evaluator, estimator) else None


def _agrees(evaluator: TreeEvaluator, estimator: Any, n_rows: int = 8) -> bool:
    """Compare on rows around the thresholds of the trees, where a difference would show."""
    generator = np.random.default_rng(0)
    rows = np.zeros((n_rows, evaluator.n_features))
    finite = np.isfinite(evaluator.thresholds)
    for feature in np.unique(evaluator.features[finite]):
        thresholds = evaluator.thresholds[finite & (evaluator.features == feature)]
        rows[:, feature] = generator.choice(thresholds, n_rows) + generator.choice([-1e-3, 0.0, 1e-3], n_rows)
    for row, expected in zip(rows, estimator.predict_proba(rows), strict=True):
        found = evaluator.predict_both(row)
        if found is None or np.abs(found[1] - expected).max() > TOLERANCE:
            return False
    return True


def _gradient_boosting(estimator: Any) -> TreeEvaluator | None:
    if estimator.loss != "log_loss":
        return None
    n_outputs = estimator.estimators_.shape[1]
    init = estimator._raw_predict_init(np.zeros((1, estimator.n_features_in_), dtype=np.float32)).reshape(-1)
    constant = estimator.init in (None, "zero")
    trees = [
        _sklearn_tree(tree.tree_, tree.tree_.value[:, 0, 0]) for tree in estimator.estimators_.reshape(-1)
    ]
    finish = _additive(init, estimator.learning_rate, n_outputs, "GradientBoostingClassifier")
    return TreeEvaluator(trees, finish, estimator.n_features_in_, single=True) if constant else None


def _hist_gradient_boosting(estimator: Any) -> TreeEvaluator | None:
    if estimator.is_categorical_ is not None and np.any(estimator.is_categorical_):
        return None
    trees = []
    for predictor in (tree for iteration in estimator._predictors for tree in iteration):
        nodes = predictor.nodes
        leaf = nodes["is_leaf"].astype(bool)
        left, right = (np.where(leaf, -1, nodes[side].astype(np.int64)) for side in ("left", "right"))
        trees.append(Tree(nodes["feature_idx"], nodes["num_threshold"], left, right, nodes["value"]))
    init = np.asarray(estimator._baseline_prediction, dtype=np.float64).reshape(-1)
    finish = _additive(init, 1.0, estimator.n_trees_per_iteration_, "HistGradientBoostingClassifier")
    return TreeEvaluator(trees, finish, estimator.n_features_in_, single=False)


def _random_forest(estimator: Any) -> TreeEvaluator:
    trees = [_sklearn_tree(tree.tree_, tree.tree_.value[:, 0, :]) for tree in estimator.estimators_]

    def finish(leaves: NDArray[np.float64]) -> tuple[int, NDArray[np.float64]]:
        probabilities = np.cumsum(leaves, axis=0)[-1] / len(leaves)  # added in order, as the estimator does
        return int(np.argmax(probabilities)), probabilities

    return TreeEvaluator(trees, finish, estimator.n_features_in_, single=True)


def _sklearn_tree(tree: Any, value: NDArray[np.float64]) -> Tree:
    return Tree(tree.feature, tree.threshold, tree.children_left, tree.children_right, value)


def _additive(
    init: NDArray[np.float64], rate: float, n_outputs: int, kind: str
) -> Callable[[NDArray[np.float64]], tuple[int, NDArray[np.float64]]]:
    def finish(leaves: NDArray[np.float64]) -> tuple[int, NDArray[np.float64]]:
        steps = np.vstack([init, rate * leaves.reshape(-1, n_outputs)])
        raw = np.cumsum(steps, axis=0)[-1:]  # added in order, as the estimator does
        indices, probabilities = from_raw(raw[:, 0] if n_outputs == 1 else raw, BOOSTED[kind])
        return int(indices[0]), probabilities[0]

    return finish


MAKERS: dict[str, Callable[[Any], TreeEvaluator | None]] = {
    "GradientBoostingClassifier": _gradient_boosting,
    "HistGradientBoostingClassifier": _hist_gradient_boosting,
    "RandomForestClassifier": _random_forest,
}
"""Name of an estimator class → what makes its evaluator."""
