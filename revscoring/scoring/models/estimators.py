"""Making and fitting scikit-learn estimators: imported when needed, calibrated, weighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from inspect import Parameter, signature
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import ModelConsistencyError
from ...importing import near_names
from .._typing import Label, Matrix
from .schema import labels2json_type

__all__ = [
    "CALIBRATIONS",
    "EstimatorClass",
    "as_labels",
    "as_targets",
    "calibrated",
    "fit",
    "is_calibrated",
    "make",
    "own_params",
    "without_deprecated",
]

CALIBRATIONS = (None, "sigmoid", "isotonic")
CALIBRATION_FOLDS = 5


class EstimatorClass:
    """A class attribute that imports an estimator class when it is first read."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return getattr(import_module(self.module), self.name)


def make(estimator_class: Any, params: Mapping[str, Any]) -> Any:
    """Return an estimator; a ``random_state`` that is not among the parameters is 0.

    Raises
    ------
    TypeError
        If the estimator has no parameter of a name; the message names those like it.
    """
    parameters = signature(estimator_class).parameters
    known = list(parameters)
    takes_any = any(one.kind is Parameter.VAR_KEYWORD for one in parameters.values())
    for name in params:
        if name not in known and not takes_any:
            raise TypeError(f"there is no parameter {name!r}{near_names(name, known) or _listed(known)}")
    estimator = estimator_class(**params)
    if "random_state" not in params and "random_state" in estimator.get_params():
        estimator.set_params(random_state=0)
    return estimator


def _listed(names: Sequence[str]) -> str:
    return f"; there are {', '.join(sorted(names))}"


def is_calibrated(estimator: Any) -> bool:
    """Tell whether an estimator is one that calibrates another."""
    return type(estimator).__name__ == "CalibratedClassifierCV"


def calibrated(estimator: Any, method: str | None) -> Any:
    """Return an estimator that calibrates another by a method; None is the estimator itself."""
    if method is None or is_calibrated(estimator):
        return estimator
    from sklearn.calibration import CalibratedClassifierCV

    return CalibratedClassifierCV(estimator, method=method, ensemble=False)


def own_params(estimator: Any) -> dict[str, Any]:
    """Return the parameters of an estimator, or of the one that it calibrates.

    Parameters that only say that they are deprecated are left out.
    """
    params = (estimator.estimator if is_calibrated(estimator) else estimator).get_params()
    return without_deprecated({name: value for name, value in params.items() if "__" not in name})


def without_deprecated(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters without those that scikit-learn sets to say that they are not used any more.

    >>> without_deprecated({"criterion": "deprecated", "max_depth": 4})
    {'max_depth': 4}
    """
    return {name: value for name, value in params.items() if not _says_deprecated(value)}


def _says_deprecated(value: object) -> bool:
    return isinstance(value, str) and value == "deprecated"


def fit(
    estimator: Any,
    values: Matrix,
    targets: NDArray[Any],
    weights: Sequence[float] | None = None,
    label: Label | None = None,
    **kwargs: Any,
) -> Any:
    """Fit an estimator to weighted observations; ``kwargs`` are passed to its ``fit``.

    Raises
    ------
    ModelConsistencyError
        If it is to be calibrated and a target occurs only once. Names the label that the estimator is
        for, if there is one for each.
    """
    if weights is not None:
        kwargs["sample_weight"] = np.asarray(weights, dtype=np.float64)
    if is_calibrated(estimator):
        rarest = int(np.unique(targets, return_counts=True)[1].min())
        if rarest < 2:
            where = "" if label is None else f" of the label {label!r}"
            raise ModelConsistencyError(f"Calibration{where} needs every label at least twice.")
        estimator.set_params(cv=min(CALIBRATION_FOLDS, rarest))
    return estimator.fit(values, targets, **kwargs)


def as_targets(labels: Sequence[Any], declared: Sequence[Label]) -> NDArray[Any]:
    """Return labels as an array for an estimator, as numbers if scikit-learn cannot take them as they are.

    It can take only bools, only whole numbers, or only strings; of other numbers it would learn a
    regression, and mixed labels numpy would turn into strings.

    Examples
    --------
    >>> as_targets(["B", "A"], ["A", "B"]).tolist(), as_targets([1.5, 1], [1.5, 1]).tolist()
    (['B', 'A'], [1, 0])
    """
    if _are_natural(declared):
        return np.array(labels)
    numbers = {label: number for number, label in enumerate(_in_order(declared))}
    return np.array([numbers[label] for label in labels])


def as_labels(classes: NDArray[Any], declared: Sequence[Label]) -> list[Label]:
    """Turn the classes of an estimator back into labels.

    Examples
    --------
    >>> as_labels(np.array([0, 1]), [1.5, 1])
    [1, 1.5]
    """
    by_class = dict(zip(declared, declared, strict=True))
    if not _are_natural(declared):
        by_class = dict(enumerate(_in_order(declared)))
    return [by_class[found] for found in classes.tolist()]


def _are_natural(labels: Sequence[Label]) -> bool:
    return {type(label) for label in labels} in ({bool}, {int}, {str})


def _in_order(labels: Sequence[Label]) -> Sequence[Label]:
    return labels if isinstance(labels2json_type(labels), list) else sorted(labels)
