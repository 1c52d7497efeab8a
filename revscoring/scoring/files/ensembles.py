"""Ensembles of trees in model files: taken apart into columns, and put together from checked ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import ModelFileError
from ..trees import COLUMNS, Trees, has_categories, trees_of
from .checks import check_trees, checked_array, expect

__all__ = [
    "pack_boosting",
    "pack_forest",
    "pack_histogram",
    "unpack_boosting",
    "unpack_forest",
    "unpack_histogram",
]

Parts = dict[str, Any]
DECISION = {name: column.decision for name, column in COLUMNS.items() if column.decision}
HISTOGRAM = {name: column.histogram for name, column in COLUMNS.items() if column.histogram}


def pack_boosting(estimator: Any) -> Parts | None:
    """Return the trees of gradient boosting and its start; None if it starts from another estimator."""
    if estimator.init not in (None, "zero"):
        return None
    parts = pack_forest(estimator)
    if estimator.init is None:
        parts["prior"] = np.asarray(estimator.init_.class_prior_, dtype=np.float64)
    return parts


def pack_forest(estimator: Any) -> Parts:
    """Return the trees of a forest."""
    trees = trees_of(estimator)
    return {} if trees is None else dict(trees.columns)


def pack_histogram(estimator: Any) -> Parts | None:
    """Return the trees of histogram-based boosting; None if some values are categories."""
    return None if has_categories(estimator) else pack_forest(estimator)


def unpack_boosting(estimator: Any, parts: Mapping[str, Any]) -> None:
    """Fill gradient boosting with checked trees."""
    from sklearn.dummy import DummyClassifier
    from sklearn.tree import DecisionTreeRegressor

    n_classes, n_features = _sizes(estimator)
    if estimator.init not in (None, "zero") or estimator.loss not in ("log_loss", "exponential"):
        raise ModelFileError("The parameters 'init' and 'loss' of the boosting are not what can be stored.")
    per_iteration = 1 if n_classes == 2 else n_classes
    trees = _decision_trees(parts, n_features, 1)
    if len(trees) % per_iteration:
        raise ModelFileError(
            f"{len(trees)} trees are not a whole number of iterations of {n_classes} classes."
        )
    estimator.n_classes_, estimator.n_trees_per_iteration_ = n_classes, per_iteration
    estimator.n_estimators_ = len(trees) // per_iteration
    estimator.max_features_ = n_features
    estimator._loss = estimator._get_loss(sample_weight=None)
    found = np.empty(len(trees), dtype=object)
    found[:] = [_tree_estimator(DecisionTreeRegressor, estimator, tree) for tree in trees]
    estimator.estimators_ = found.reshape(-1, per_iteration)
    if estimator.init == "zero":
        estimator.init_ = "zero"
        return
    prior = checked_array(parts.get("prior"), "k", {"k": n_classes}, "The prior")
    estimator.init_ = DummyClassifier(strategy="prior")
    vars(estimator.init_).update(
        _strategy="prior", sparse_output_=False, n_outputs_=1, n_classes_=n_classes,
        classes_=np.arange(n_classes), class_prior_=prior, n_features_in_=n_features,
    )  # fmt: skip


def unpack_forest(estimator: Any, parts: Mapping[str, Any]) -> None:
    """Fill a forest with checked trees."""
    from sklearn.tree import DecisionTreeClassifier

    n_classes, n_features = _sizes(estimator)
    estimator.n_classes_, estimator.n_outputs_ = n_classes, 1
    estimator.estimators_ = []
    for tree in _decision_trees(parts, n_features, n_classes):
        made = _tree_estimator(DecisionTreeClassifier, estimator, tree)
        made.n_classes_, made.classes_ = n_classes, np.arange(n_classes, dtype=np.float64)
        estimator.estimators_.append(made)


def unpack_histogram(estimator: Any, parts: Mapping[str, Any]) -> None:
    """Fill histogram-based boosting with checked trees."""
    from sklearn.ensemble._hist_gradient_boosting.binning import _BinMapper
    from sklearn.ensemble._hist_gradient_boosting.common import PREDICTOR_RECORD_DTYPE
    from sklearn.ensemble._hist_gradient_boosting.predictor import TreePredictor
    from sklearn.preprocessing import LabelEncoder

    n_classes, n_features = _sizes(estimator)
    per_iteration = 1 if n_classes == 2 else n_classes
    check_trees(parts, {name: COLUMNS[name].type for name in HISTOGRAM}, n_features, 1)
    nodes = _records(parts, HISTOGRAM, PREDICTOR_RECORD_DTYPE)
    nodes["is_leaf"], nodes["value"] = parts["left"] == -1, parts["values"][:, 0]
    for side in ("left", "right"):
        nodes[side] = np.maximum(parts[side], 0)
    none = np.zeros((0, 8), dtype=np.uint32)
    trees = [TreePredictor(np.ascontiguousarray(tree), none, none) for tree in _split(nodes, parts)]
    baseline = getattr(estimator, "_baseline_prediction", None)
    if len(trees) % per_iteration or baseline is None or baseline.shape != (1, per_iteration):
        raise ModelFileError(f"The trees or their baseline do not fit {n_classes} classes.")
    estimator._predictors = [trees[i : i + per_iteration] for i in range(0, len(trees), per_iteration)]
    estimator.n_trees_per_iteration_ = per_iteration
    estimator._n_features = n_features
    estimator._loss = estimator._get_loss(sample_weight=None)
    estimator._label_encoder = LabelEncoder().fit(estimator.classes_)
    estimator.is_categorical_ = estimator._preprocessor = estimator._is_categorical_remapped = None
    mapper = _BinMapper()
    mapper.is_categorical_ = np.zeros(n_features, dtype=np.uint8)
    mapper.bin_thresholds_ = [np.zeros(0)] * n_features
    estimator._bin_mapper = mapper


def _sizes(estimator: Any) -> tuple[int, int]:
    """Return the numbers of classes and of values."""
    n_features = expect(getattr(estimator, "n_features_in_", None), int, "the number of values")
    classes = getattr(estimator, "classes_", None)
    if classes is None or len(classes) < 2 or not 0 < n_features < 10_000_000:
        raise ModelFileError("An ensemble in the model file has no classes, or no values.")
    return len(classes), n_features


def _decision_trees(parts: Mapping[str, Any], n_features: int, n_values: int) -> list[Any]:
    """Make the tree objects of scikit-learn, after checks."""
    from sklearn.tree._tree import NODE_DTYPE, Tree

    check_trees(parts, {name: COLUMNS[name].type for name in DECISION}, n_features, n_values)
    trees = []
    for nodes, values, depth in zip(
        _split(_records(parts, DECISION, NODE_DTYPE), parts),
        _split(parts["values"], parts),
        Trees(parts).depths().tolist(),
        strict=True,
    ):
        tree = Tree(n_features, np.array([n_values], dtype=np.intp), 1)
        state = {"max_depth": depth, "node_count": len(nodes), "nodes": np.ascontiguousarray(nodes)}
        tree.__setstate__({**state, "values": np.ascontiguousarray(values[:, np.newaxis, :])})
        trees.append(tree)
    return trees


def _records(parts: Mapping[str, Any], fields: Mapping[str, str], dtype: Any) -> NDArray[Any]:
    """Turn columns into records of nodes, in the type of this scikit-learn."""
    nodes = np.zeros(len(parts["left"]), dtype=dtype)
    for column, field in fields.items():
        if field in (nodes.dtype.names or ()):
            nodes[field] = parts[column]
    return nodes


def _split(rows: NDArray[Any], parts: Mapping[str, Any]) -> list[NDArray[Any]]:
    """Split the rows of all nodes into those of each tree."""
    return np.split(rows, np.cumsum(parts["counts"])[:-1])


def _tree_estimator(tree_class: Any, ensemble: Any, tree: Any) -> Any:
    made: Any = tree_class.__new__(tree_class)
    made.__dict__.update(_default_params(tree_class))
    made.__dict__.update(
        max_depth=ensemble.max_depth,
        n_features_in_=ensemble.n_features_in_,
        n_outputs_=1,
        max_features_=ensemble.n_features_in_,
        tree_=tree,
    )
    return made


@lru_cache
def _default_params(tree_class: Any) -> dict[str, Any]:
    params: dict[str, Any] = tree_class().get_params(deep=False)
    return params
