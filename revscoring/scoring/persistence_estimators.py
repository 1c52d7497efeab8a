"""Estimators as plain data: their parameters, what they learned, and the trees of ensembles as arrays.

What may be in a file is in the table `KINDS`, here in the code: for each estimator the attributes that
it learned, with their shapes. An estimator is made anew, by the version of scikit-learn that is
installed, and filled with checked numbers; nothing in a file names what is imported or called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np

from ..errors import ModelFileError
from .persistence_trees import HISTOGRAM, SKLEARN, check_trees, join_trees, sklearn_tree, split_trees
from .persistence_values import decode, encode, expect

__all__ = ["KINDS", "pack_estimator", "unpack_estimator"]

MARK = "estimator"


class Kind(NamedTuple):
    """How estimators of one class are stored.

    Attributes
    ----------
    module : str
        Where the class is.
    shapes : mapping
        Learned attribute → its shape: ``p`` values, ``k`` classes, ``m`` outputs (1 for two classes),
        ``k-1``, ``q`` pairs of classes, ``v`` support vectors, ``*`` any number, empty for plain values.
    pack, unpack : callable or None
        What else is to be stored, and how it comes back: ``pack(estimator)`` gives a dict,
        ``unpack(estimator, dict)`` fills the estimator.
    """

    module: str
    shapes: Mapping[str, str]
    pack: Callable[[Any], dict[str, Any]] | None = None
    unpack: Callable[[Any, Mapping[str, Any]], None] | None = None


def pack_estimator(estimator: Any) -> dict[str, Any] | None:
    """Describe an estimator, trained or not, by plain data and arrays; None if it is of another kind."""
    name = type(estimator).__name__
    kind = KINDS.get(name)
    if kind is None or not type(estimator).__module__.startswith(kind.module):
        return None
    params = estimator.get_params(deep=False)
    inner = {
        key: pack_estimator(params.pop(key)) for key in list(params) if hasattr(params[key], "get_params")
    }
    if None in inner.values():
        return None
    try:
        packed: dict[str, Any] = {MARK: name, "params": encode(params), "inner": inner}
        if not any(hasattr(estimator, key) for key in kind.shapes if key.endswith("_")):
            return packed  # it is not trained
        packed["learned"] = {
            key: _pack_value(getattr(estimator, key), shape)
            for key, shape in kind.shapes.items()
            if hasattr(estimator, key)
        }
    except TypeError:
        return None
    if kind.pack is not None:
        more = kind.pack(estimator)
        if more is None:
            return None
        packed["more"] = more
    return packed


def _pack_value(value: Any, shape: str) -> Any:
    if not shape or value is None:
        return encode(value)
    array = np.asarray(value)
    if array.dtype.kind not in "biufU":
        raise TypeError(f"{value!r} is no array of numbers or labels")
    return array


def unpack_estimator(packed: Any) -> Any:
    """Make an estimator of what `pack_estimator` gave.

    Raises
    ------
    ModelFileError
        If it is not what an estimator of that kind consists of.
    """
    packed = expect(packed, dict, "an estimator")
    name = packed.get(MARK)
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise ModelFileError(f"The model file has an estimator of an unknown kind: {name!r:.80}.")
    estimator_class = getattr(import_module(kind.module), str(name))
    known = estimator_class().get_params(deep=False)
    params = expect(decode(packed.get("params")), dict, f"the parameters of {name}")
    inner = expect(packed.get("inner", {}), dict, f"the parts of {name}")
    for key, part in inner.items():
        params[key] = unpack_estimator(part)
    # Parameters of other versions of scikit-learn do not change what was learned.
    estimator = estimator_class(**{key: value for key, value in params.items() if key in known})
    if "learned" not in packed:
        return estimator
    learned = expect(packed["learned"], dict, f"what {name} learned")
    sizes: dict[str, int] = {}
    for key, shape in kind.shapes.items():
        if key in learned:
            value = learned[key]
            if shape and value is not None:
                value = _checked(value, shape, sizes, f"{name}.{key}")
            else:
                value = _plain(decode(value), key)
            if key == "n_features_in_":
                sizes["p"] = expect(value, int, "the number of values")
            setattr(estimator, key, value)
    if kind.unpack is not None:
        kind.unpack(estimator, expect(packed.get("more"), dict, f"what {name} learned"))
    return estimator


def _plain(value: Any, key: str) -> Any:
    if value is not None and not isinstance(value, bool | int | float | str):
        raise ModelFileError(f"The attribute {key} is {value!r:.80}, not a plain value.")
    return value


def _checked(value: Any, shape: str, sizes: dict[str, int], what: str) -> Any:
    """Give an array if its type, values and shape fit those of the arrays before it."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biufU":
        raise ModelFileError(f"{what} is no array of numbers or labels: {value!r:.80}.")
    letters = shape.split()
    if value.ndim != len(letters):
        raise ModelFileError(f"{what} has {value.ndim} dimensions, not {len(letters)}.")
    if value.dtype.kind == "f" and np.isnan(value).any() and "*" not in letters:
        raise ModelFileError(f"{what} has values that are no numbers.")
    for letter, size in zip(letters, value.shape, strict=True):
        if letter == "k" and "k" not in sizes:
            sizes.update({"k": size, "m": 1 if size == 2 else size, "k-1": size - 1})
            sizes["q"] = size * (size - 1) // 2
        expected = 1 if letter == "1" else size if letter == "*" else sizes.setdefault(letter, size)
        if size != expected:
            raise ModelFileError(f"{what} has the shape {value.shape}, which does not fit the others.")
    return value


# -- ensembles ------------------------------------------------------------------------------------


def _pack_boosting(estimator: Any) -> Any:
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


def _unpack_boosting(estimator: Any, more: Mapping[str, Any]) -> None:
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
    prior = _checked(more.get("prior"), "k", {"k": n_classes}, "The prior")
    estimator.init_ = DummyClassifier(strategy="prior")
    vars(estimator.init_).update(
        _strategy="prior", sparse_output_=False, n_outputs_=1, n_classes_=n_classes,
        classes_=np.arange(n_classes), class_prior_=prior, n_features_in_=n_features,
    )  # fmt: skip


def _unpack_forest(estimator: Any, more: Mapping[str, Any]) -> None:
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


def _pack_histogram(estimator: Any) -> Any:
    if estimator.is_categorical_ is not None and np.any(estimator.is_categorical_):
        return None
    trees = [tree for iteration in estimator._predictors for tree in iteration]
    return join_trees([tree.nodes for tree in trees], HISTOGRAM)


def _unpack_histogram(estimator: Any, more: Mapping[str, Any]) -> None:
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


# -- support vectors and calibration ----------------------------------------------------------------


def _unpack_svc(estimator: Any, more: Mapping[str, Any]) -> None:
    if estimator.kernel not in ("linear", "poly", "rbf", "sigmoid"):
        raise ModelFileError(
            f"Support vector machines with the kernel {estimator.kernel!r} cannot be stored."
        )
    counts, support = estimator._n_support, estimator.support_
    fine = counts.dtype == support.dtype == np.int32 and counts.min() >= 0 and counts.sum() == len(support)
    floats = (estimator.support_vectors_, estimator._dual_coef_, estimator._intercept_)
    if not fine or any(array.dtype != np.float64 for array in floats) or len(estimator.classes_) < 2:
        raise ModelFileError("The support vectors in the model file do not fit its classes.")
    for key in ("_probA", "_probB"):
        if len(getattr(estimator, key)) not in (0, len(estimator._intercept_)):
            raise ModelFileError(f"The calibration {key} of the support vectors does not fit.")
    for key in ("degree", "coef0", "_gamma"):
        if not isinstance(getattr(estimator, key), int | float):
            raise ModelFileError(f"{key} of the support vectors is no number.")
    estimator._sparse = False
    estimator.shape_fit_ = (len(support), estimator.n_features_in_)
    estimator.fit_status_ = 0


def _pack_calibrated(estimator: Any) -> Any:
    parts = estimator.calibrated_classifiers_
    inner = [pack_estimator(part.estimator) for part in parts]
    calibrators = [pack_estimator(calibrator) for part in parts for calibrator in part.calibrators]
    return None if None in inner or None in calibrators else {"inner": inner, "calibrators": calibrators}


def _unpack_calibrated(estimator: Any, more: Mapping[str, Any]) -> None:
    from sklearn.calibration import _CalibratedClassifier

    inner = expect(more.get("inner"), list, "the estimators that are calibrated")
    calibrators = [unpack_estimator(part) for part in expect(more.get("calibrators"), list, "calibrators")]
    classes = estimator.classes_
    each = 1 if len(classes) == 2 else len(classes)
    if not inner or len(calibrators) != each * len(inner):
        raise ModelFileError(f"{len(calibrators)} calibrators do not fit {len(classes)} classes.")
    estimator.calibrated_classifiers_ = [
        _CalibratedClassifier(
            unpack_estimator(part),
            calibrators[number * each : (number + 1) * each],
            method=estimator.method,
            classes=classes,
        )
        for number, part in enumerate(inner)
    ]


def _unpack_isotonic(estimator: Any, more: Mapping[str, Any]) -> None:
    if not len(estimator.X_thresholds_) or len(estimator.X_thresholds_) != len(estimator.y_thresholds_):
        raise ModelFileError("The steps of an isotonic calibration do not fit.")
    estimator._build_f(estimator.X_thresholds_, estimator.y_thresholds_)


def _nothing(estimator: Any) -> dict[str, Any]:
    return {}


_ENSEMBLE = {"n_features_in_": "", "classes_": "k"}
_NAIVE = {"n_features_in_": "", "classes_": "k", "class_count_": "k"}
_COUNTS = {**_NAIVE, "feature_count_": "k p", "feature_log_prob_": "k p", "class_log_prior_": "k"}

KINDS: dict[str, Kind] = {
    "GradientBoostingClassifier": Kind(
        "sklearn.ensemble", {**_ENSEMBLE, "train_score_": "*"}, _pack_boosting, _unpack_boosting
    ),
    "HistGradientBoostingClassifier": Kind(
        "sklearn.ensemble",
        {
            **_ENSEMBLE,
            "_baseline_prediction": "1 m",
            "do_early_stopping_": "",
            "train_score_": "*",
            "validation_score_": "*",
        },
        _pack_histogram,
        _unpack_histogram,
    ),
    "RandomForestClassifier": Kind(
        "sklearn.ensemble",
        _ENSEMBLE,
        lambda estimator: _pack_sklearn_trees([tree.tree_ for tree in estimator.estimators_]),
        _unpack_forest,
    ),
    "LogisticRegression": Kind(
        "sklearn.linear_model",
        {"n_features_in_": "", "classes_": "k", "coef_": "m p", "intercept_": "m", "n_iter_": "*"},
    ),
    "GaussianNB": Kind(
        "sklearn.naive_bayes",
        {**_NAIVE, "theta_": "k p", "var_": "k p", "class_prior_": "k", "epsilon_": ""},
    ),
    "MultinomialNB": Kind("sklearn.naive_bayes", _COUNTS),
    "BernoulliNB": Kind("sklearn.naive_bayes", _COUNTS),
    "SVC": Kind(
        "sklearn.svm",
        {
            "n_features_in_": "", "classes_": "k", "class_weight_": "k", "support_": "v",
            "support_vectors_": "v p", "_n_support": "k", "dual_coef_": "k-1 v", "_dual_coef_": "k-1 v",
            "intercept_": "q", "_intercept_": "q", "_probA": "*", "_probB": "*", "_gamma": "",
            "_num_iter": "*", "n_iter_": "*", "_effective_probability": "", "nu": "", "epsilon": "",
        },
        _nothing,
        _unpack_svc,
    ),
    "CalibratedClassifierCV": Kind(
        "sklearn.calibration",
        {"classes_": "k", "n_features_in_": ""},
        _pack_calibrated,
        _unpack_calibrated,
    ),
    "IsotonicRegression": Kind(
        "sklearn.isotonic",
        {
            "increasing_": "", "X_min_": "", "X_max_": "", "X_thresholds_": "*", "y_thresholds_": "*",
        },
        _nothing,
        _unpack_isotonic,
    ),
    "_SigmoidCalibration": Kind("sklearn.calibration", {"a_": "", "b_": ""}, _nothing),
    "RobustScaler": Kind("sklearn.preprocessing", {"n_features_in_": "", "center_": "p", "scale_": "p"}),
}  # fmt: skip
"""Name of an estimator class → how it is stored."""
