"""Estimators as plain data: their parameters, what they learned, and the trees of ensembles as arrays.

The table `KINDS` says what may be in a file: for each estimator the attributes that it learned, with
their shapes. An estimator is made anew, by the version of scikit-learn that is installed, and filled with
checked numbers; nothing in a file names what is imported or called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np

from ...errors import ModelFileError
from .checks import checked_array, expect
from .ensembles import (
    pack_boosting,
    pack_forest,
    pack_histogram,
    unpack_boosting,
    unpack_forest,
    unpack_histogram,
)
from .typed_json import decode, encode

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
        What else is stored, and how it is restored: ``pack(estimator)`` returns a dict, or None if the
        estimator cannot be stored; ``unpack(estimator, dict)`` fills the estimator.
    """

    module: str
    shapes: Mapping[str, str]
    pack: Callable[[Any], dict[str, Any] | None] | None = None
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
        packed: dict[str, Any] = {MARK: name, "params": encode(params), "inner": inner, "learned": None}
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
        raise TypeError(f"{value!r} is not an array of numbers or labels")
    return array


def unpack_estimator(packed: Any) -> Any:
    """Return the estimator that `pack_estimator` described, after checks."""
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
    learned = expect(packed.get("learned", "missing"), dict | None, f"what {name} learned")
    if learned is None:
        return estimator
    if "classes_" in kind.shapes and "classes_" not in learned:
        raise ModelFileError(f"The {name} in the model file has learned no classes.")
    sizes: dict[str, int] = {}
    for key, shape in kind.shapes.items():
        if key in learned:
            value = learned[key]
            if shape and value is not None:
                value = checked_array(value, shape, sizes, f"{name}.{key}")
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
            raise ModelFileError(f"{key} of the support vectors is not a number.")
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


_CLASSES = {"n_features_in_": "", "classes_": "k"}
_NAIVE = {**_CLASSES, "class_count_": "k"}
_COUNTS = {**_NAIVE, "feature_count_": "k p", "feature_log_prob_": "k p", "class_log_prior_": "k"}

KINDS: dict[str, Kind] = {
    "GradientBoostingClassifier": Kind(
        "sklearn.ensemble", {**_CLASSES, "train_score_": "*"}, pack_boosting, unpack_boosting
    ),
    "HistGradientBoostingClassifier": Kind(
        "sklearn.ensemble",
        {
            **_CLASSES, "_baseline_prediction": "1 m", "do_early_stopping_": "", "train_score_": "*",
            "validation_score_": "*",
        },
        pack_histogram, unpack_histogram,
    ),
    "RandomForestClassifier": Kind("sklearn.ensemble", _CLASSES, pack_forest, unpack_forest),
    "LogisticRegression": Kind(
        "sklearn.linear_model", {**_CLASSES, "coef_": "m p", "intercept_": "m", "n_iter_": "*"}
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
            **_CLASSES, "class_weight_": "k", "support_": "v",
            "support_vectors_": "v p", "_n_support": "k", "dual_coef_": "k-1 v", "_dual_coef_": "k-1 v",
            "intercept_": "q", "_intercept_": "q", "_probA": "*", "_probB": "*", "_gamma": "",
            "_num_iter": "*", "n_iter_": "*", "_effective_probability": "", "nu": "", "epsilon": "",
        },
        _nothing, _unpack_svc,
    ),
    "CalibratedClassifierCV": Kind("sklearn.calibration", _CLASSES, _pack_calibrated, _unpack_calibrated),
    "IsotonicRegression": Kind(
        "sklearn.isotonic",
        {"increasing_": "", "X_min_": "", "X_max_": "", "X_thresholds_": "*", "y_thresholds_": "*"},
        _nothing, _unpack_isotonic,
    ),
    "_SigmoidCalibration": Kind("sklearn.calibration", {"a_": "", "b_": ""}, _nothing),
    "RobustScaler": Kind("sklearn.preprocessing", {"n_features_in_": "", "center_": "p", "scale_": "p"}),
}  # fmt: skip
"""Name of an estimator class → how it is stored."""
