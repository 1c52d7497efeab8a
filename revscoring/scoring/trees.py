"""Trees of ensembles as columns: a row for each node, one tree after the other.

scikit-learn keeps the trees of forests, of gradient boosting and of histogram-based gradient boosting in
three ways. `trees_of` reads all of them into `Trees`, from which single rows are scored, scores explained,
and model files and ONNX files written; migrated models are checked with them too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "COLUMNS",
    "Column",
    "Ensemble",
    "Trees",
    "ensemble_of",
    "has_categories",
    "join_trees",
    "trees_of",
]

Columns = Mapping[str, NDArray[Any]]
Indices = NDArray[np.int64]
Vector = NDArray[np.float64]


class Column(NamedTuple):
    """A column of nodes: its type, and the fields of scikit-learn's records of nodes that it comes from."""

    type: str
    decision: str | None
    """Of the trees of forests and of gradient boosting."""
    histogram: str | None
    """Of the trees of histogram-based gradient boosting."""


COLUMNS = {
    "left": Column("<i4", "left_child", "left"),
    "right": Column("<i4", "right_child", "right"),
    "feature": Column("<i4", "feature", "feature_idx"),
    "threshold": Column("<f8", "threshold", "num_threshold"),
    "missing": Column("|u1", "missing_go_to_left", "missing_go_to_left"),
    "samples": Column("<i8", "n_node_samples", "count"),
    "weight": Column("<f8", "weighted_n_node_samples", None),
    "impurity": Column("<f8", "impurity", None),
    "gain": Column("<f8", None, "gain"),
    "depth": Column("<i4", None, "depth"),
    "bin": Column("|u1", None, "bin_threshold"),
}
"""The columns of nodes. Beside them are ``counts``, the number of nodes of each tree, and ``values``."""


class Trees:
    """The nodes of all trees of an ensemble.

    Parameters
    ----------
    columns : mapping
        ``counts``, shape (n_trees,); ``values``, shape (n_nodes, n_outputs); and those of `COLUMNS` that
        trees of the kind have. Children are numbered within their tree and come after their parent;
        -1 stands for no child.

    Attributes
    ----------
    columns : mapping
    roots : array of int, shape (n_trees,)
        The first node of each tree. Here and below, nodes are numbered through all trees.
    leaf : array of bool, shape (n_nodes,)
    left, right : array of int, shape (n_nodes,)
        The children; those of a leaf are the leaf itself.
    feature : array of int, shape (n_nodes,)
        The place in a vector that a node looks at; 0 for leaves.
    threshold : array of float, shape (n_nodes,)
        Vectors with a value up to this go left; infinite for leaves.
    """

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        counts = columns["counts"]
        self.roots: Indices = np.cumsum(counts, dtype=np.int64) - counts
        self.leaf: NDArray[np.bool_] = columns["left"] < 0
        first, own = np.repeat(self.roots, counts), np.arange(len(self.leaf))
        self.left: Indices = np.where(self.leaf, own, first + columns["left"])
        self.right: Indices = np.where(self.leaf, own, first + columns["right"])
        self.feature: Indices = np.where(self.leaf, 0, columns["feature"]).astype(np.int64)
        self.threshold: Vector = np.where(self.leaf, np.inf, columns["threshold"])

    def levels(self) -> Iterator[Indices]:
        """Yield the inner nodes of all trees, those of one depth at a time, from the roots down."""
        level = self.roots
        while len(level := level[~self.leaf[level]]):
            yield level
            level = np.concatenate([self.left[level], self.right[level]])

    def depths(self) -> Indices:
        """Return the depth of each tree; a tree of one node has the depth 0."""
        depths = np.zeros(len(self.roots), dtype=np.int64)
        for depth, level in enumerate(self.levels(), start=1):
            depths[np.searchsorted(self.roots, level, side="right") - 1] = depth
        return depths

    def paths(self, row: NDArray[np.floating[Any]], depth: int) -> Iterator[Indices]:
        """Yield the nodes, one of each tree, that a row comes to, from the roots to the leaves."""
        nodes = self.roots
        yield nodes
        for _ in range(depth):
            goes_left = row[self.feature[nodes]] <= self.threshold[nodes]
            nodes = np.where(goes_left, self.left[nodes], self.right[nodes])
            yield nodes

    def expected(self, output: int = 0) -> Vector:
        """Return the mean value of the training data that came to each node, shape (n_nodes,)."""
        values = np.array(self.columns["values"][:, output], dtype=np.float64)
        cover = self.columns.get("weight", self.columns["samples"])
        for level in reversed(list(self.levels())):
            left, right = self.left[level], self.right[level]
            total = cover[left] + cover[right]
            share = np.where(total > 0, cover[left] / np.where(total > 0, total, 1), 0.5)
            values[level] = share * values[left] + (1 - share) * values[right]
        return values


def join_trees(nodes: Sequence[NDArray[Any]], values: NDArray[Any] | None = None) -> dict[str, NDArray[Any]]:
    """Join scikit-learn's records of the nodes of each tree into columns, as `Trees` takes them.

    A field that an old version of scikit-learn does not have is 0. `values`, shape (n_nodes, n_outputs), are
    those of the nodes of all trees, if they are not in the records.
    """
    joined = np.concatenate(nodes)
    names = joined.dtype.names or ()
    is_histogram = "is_leaf" in names
    columns = {"counts": np.array([len(tree) for tree in nodes], dtype="<i4")}
    for name, column in COLUMNS.items():
        field = column.histogram if is_histogram else column.decision
        if field is not None:
            found = joined[field] if field in names else np.zeros(len(joined))
            columns[name] = found.astype(column.type)
    if is_histogram:
        for side in ("left", "right"):
            columns[side][joined["is_leaf"] != 0] = -1
    columns["values"] = joined["value"][:, np.newaxis] if values is None else values
    return columns


def has_categories(estimator: Any) -> bool:
    """Tell whether an estimator treats some values as categories, which `Trees` do not describe."""
    categorical = getattr(estimator, "is_categorical_", None)
    return categorical is not None and bool(np.any(categorical))


def trees_of(estimator: Any) -> Trees | None:
    """Read the trees of a trained estimator; None if it is of another kind."""
    kind = type(estimator).__name__
    if kind == "HistGradientBoostingClassifier":
        return Trees(join_trees([tree.nodes for trees in estimator._predictors for tree in trees]))
    if kind in ("GradientBoostingClassifier", "RandomForestClassifier"):
        found = [tree.tree_ for tree in np.asarray(estimator.estimators_, dtype=object).reshape(-1)]
        values = np.concatenate([tree.value[:, 0, :] for tree in found])
        return Trees(join_trees([tree.__getstate__()["nodes"] for tree in found], values))
    return None


class Ensemble(NamedTuple):
    """Trees, and what makes a raw score of the values of the leaves that a row ends in.

    Attributes
    ----------
    trees : Trees
    start : array of float, shape (n_outputs,)
        What the values of leaves are added to; tree number *i* adds to the output *i* modulo n_outputs.
        Empty if every tree has a value for each class, and the raw score is their mean.
    rate : float
        What the values of leaves are multiplied with.
    n_features : int
        The length of a row.
    single : bool
        Whether values are compared in single precision.
    """

    trees: Trees
    start: Vector
    rate: float
    n_features: int
    single: bool


def ensemble_of(estimator: Any) -> Ensemble | None:
    """Read a trained estimator of trees; None if it is of another kind."""
    trees = trees_of(estimator)
    if trees is None:
        return None
    n_features = estimator.n_features_in_
    kind = type(estimator).__name__
    if kind == "RandomForestClassifier":
        return Ensemble(trees, np.zeros(0), 1 / len(trees.roots), n_features, single=True)
    if kind == "GradientBoostingClassifier":
        start = estimator._raw_predict_init(np.zeros((1, n_features), dtype=np.float32))[0]
        return Ensemble(trees, start, estimator.learning_rate, n_features, single=True)
    start = np.asarray(estimator._baseline_prediction, dtype=np.float64).reshape(-1)
    return Ensemble(trees, start, 1.0, n_features, single=False)
