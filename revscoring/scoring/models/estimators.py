"""Making and fitting scikit-learn estimators: imported late, calibrated if asked for, weighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import ModelConsistencyError

__all__ = ["CALIBRATIONS", "EstimatorClass", "calibrated", "fit", "is_calibrated", "make", "own_params"]

CALIBRATIONS = (None, "sigmoid", "isotonic")
CALIBRATION_FOLDS = 5


class EstimatorClass:
    """A class attribute that imports an estimator class when it is first looked at."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return getattr(import_module(self.module), self.name)


def make(estimator_class: Any, params: Mapping[str, Any]) -> Any:
    """Make an estimator; a ``random_state`` that is not among the parameters is 0."""
    estimator = estimator_class(**params)
    if "random_state" not in params and "random_state" in estimator.get_params():
        estimator.set_params(random_state=0)
    return estimator


def is_calibrated(estimator: Any) -> bool:
    """Tell whether an estimator is one that calibrates another."""
    return type(estimator).__name__ == "CalibratedClassifierCV"


def calibrated(estimator: Any, method: str | None) -> Any:
    """Put an estimator into one that calibrates it, if there is a method."""
    if method is None or is_calibrated(estimator):
        return estimator
    from sklearn.calibration import CalibratedClassifierCV

    return CalibratedClassifierCV(estimator, method=method, ensemble=False)


def own_params(estimator: Any) -> dict[str, Any]:
    """Give the parameters of an estimator, or of the one that it calibrates."""
    params = (estimator.estimator if is_calibrated(estimator) else estimator).get_params()
    return {name: value for name, value in params.items() if "__" not in name}


def fit(
    estimator: Any,
    values: NDArray[np.float64],
    targets: NDArray[Any],
    weights: Sequence[float] | None = None,
    label: Any = None,
    **kwargs: Any,
) -> Any:
    """Fit an estimator to weighted observations.

    Parameters
    ----------
    estimator : object
    values : array, shape (n_observations, n_values)
    targets : array, shape (n_observations,)
    weights : sequence of float, optional
        How much each observation weighs.
    label : object, optional
        The label that the estimator is for, where there is one for each; for messages.
    **kwargs
        Handed to ``fit`` of the estimator.

    Raises
    ------
    ModelConsistencyError
        If it is to be calibrated and a target occurs only once.
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
