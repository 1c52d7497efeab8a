"""Ensembles of trees for model files: gradient boosting, forests, histogram-based boosting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...errors import ModelFileError
from .trees import HISTOGRAM, SKLEARN, check_trees, join_trees, sklearn_tree, split_trees
from .values import checked_array, expect

__all__ = [
    "pack_boosting",
    "pack_forest",
    "pack_histogram",
    "unpack_boosting",
    "unpack_forest",
    "unpack_histogram",
]


def pack_boosting(estimator: Any) -> Any:
    """Give the trees of gradient boosting and what it starts from; None if that is another estimator."""
    if estimator.init not in (None, "zero"):
        return None
    trees = [tree.tree_ for tree in estimator.estimators_.reshape(-1)]
    more = _pack_sklearn_trees(trees)
    if estimator.init is None:
        more["prior"] = np.asarray(estimator.init_.class_prior_, dtype=np.float64)
    return more


def _pack_sklearn_trees(trees: Any) -> dict[str, Any]:
    return {
        **join_trees([tree.__getstate__()["nodes"] for tree in trees], SKLEARN),
        "values": np.concatenate([tree.value[:, 0, :] for tree in trees]),
        "depths": np.array([tree.max_depth for tree in trees], dtype="<i4"),
    }


def _sklearn_trees(more: Mapping[str, Any], n_features: int, n_values: int) -> list[Any]:
    from sklearn.tree._tree import NODE_DTYPE

    check_trees(more, SKLEARN, n_features, n_values)
    depths = more.get("depths")
    if not isinstance(depths, np.ndarray) or depths.shape != more["counts"].shape or depths.dtype.kind != "i":
        raise ModelFileError("The depths of the trees are missing, or are not one for each.")
    values = np.split(more["values"], np.cumsum(more["counts"])[:-1])
    nodes = split_trees(more, SKLEARN, NODE_DTYPE)
    n_classes = n_values
    return [
        sklearn_tree(tree, value, depth, n_features, n_classes)
        for tree, value, depth in zip(nodes, values, depths.tolist(), strict=True)
    ]


def unpack_boosting(estimator: Any, more: Mapping[str, Any]) -> None:
    """Fill gradient boosting with checked trees."""
    from sklearn.dummy import DummyClassifier
    from sklearn.tree import DecisionTreeRegressor

    n_classes, n_features = _sizes(estimator)
    if estimator.init not in (None, "zero") or estimator.loss not in ("log_loss", "exponential"):
        raise ModelFileError("The parameters 'init' and 'loss' of the boosting are not what can be stored.")
    per_iteration = 1 if n_classes == 2 else n_classes
    trees = _sklearn_trees(more, n_features, 1)
    if len(trees) % per_iteration:
        raise ModelFileError(f"{len(trees)} trees are no whole number of iterations of {n_classes} classes.")
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
    prior = checked_array(more.get("prior"), "k", {"k": n_classes}, "The prior")
    estimator.init_ = DummyClassifier(strategy="prior")
    vars(estimator.init_).update(
        _strategy="prior", sparse_output_=False, n_outputs_=1, n_classes_=n_classes,
        classes_=np.arange(n_classes), class_prior_=prior, n_features_in_=n_features,
    )  # fmt: skip


def pack_forest(estimator: Any) -> dict[str, Any]:
    """Give the trees of a forest."""
    return _pack_sklearn_trees([tree.tree_ for tree in estimator.estimators_])


def unpack_forest(estimator: Any, more: Mapping[str, Any]) -> None:
    """Fill a forest with checked trees."""
    from sklearn.tree import DecisionTreeClassifier

    n_classes, n_features = _sizes(estimator)
    estimator.n_classes_, estimator.n_outputs_ = n_classes, 1
    estimator.estimators_ = []
    for tree in _sklearn_trees(more, n_features, n_classes):
        made = _tree_estimator(DecisionTreeClassifier, estimator, tree)
        made.n_classes_, made.classes_ = n_classes, np.arange(n_classes, dtype=np.float64)
        estimator.estimators_.append(made)


def _tree_estimator(tree_class: Any, ensemble: Any, tree: Any) -> Any:
    made = tree_class.__new__(tree_class)
    made.__dict__.update(_tree_params(tree_class))
    made.__dict__.update(
        max_depth=ensemble.max_depth,
        n_features_in_=ensemble.n_features_in_,
        n_outputs_=1,
        max_features_=ensemble.n_features_in_,
        tree_=tree,
    )
    return made


def _tree_params(tree_class: Any) -> dict[str, Any]:
    found: dict[str, Any] = _DEFAULTS.setdefault(tree_class, tree_class().get_params(deep=False))
    return found


_DEFAULTS: dict[Any, dict[str, Any]] = {}


def _sizes(estimator: Any) -> tuple[int, int]:
    n_features = expect(getattr(estimator, "n_features_in_", None), int, "the number of values")
    classes = getattr(estimator, "classes_", None)
    if classes is None or len(classes) < 2 or not 0 < n_features < 10_000_000:
        raise ModelFileError("An ensemble in the model file has no classes, or no values.")
    return len(classes), n_features


def pack_histogram(estimator: Any) -> Any:
    """Give the trees of histogram-based boosting; None if some values are categories."""
    if estimator.is_categorical_ is not None and np.any(estimator.is_categorical_):
        return None
    trees = [tree for iteration in estimator._predictors for tree in iteration]
    return join_trees([tree.nodes for tree in trees], HISTOGRAM)


def unpack_histogram(estimator: Any, more: Mapping[str, Any]) -> None:
    """Fill histogram-based boosting with checked trees."""
    from sklearn.ensemble._hist_gradient_boosting.binning import _BinMapper
    from sklearn.ensemble._hist_gradient_boosting.common import PREDICTOR_RECORD_DTYPE
    from sklearn.ensemble._hist_gradient_boosting.predictor import TreePredictor
    from sklearn.preprocessing import LabelEncoder

    n_classes, n_features = _sizes(estimator)
    per_iteration = 1 if n_classes == 2 else n_classes
    check_trees(more, HISTOGRAM, n_features)
    none = np.zeros((0, 8), dtype=np.uint32)
    trees = [
        TreePredictor(np.ascontiguousarray(nodes), none, none)
        for nodes in split_trees(more, HISTOGRAM, PREDICTOR_RECORD_DTYPE)
    ]
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
