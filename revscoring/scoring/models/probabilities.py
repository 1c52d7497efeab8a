"""Predictions and probabilities of an estimator for many rows, in one pass where the estimator allows it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .._typing import Estimator, Matrix

__all__ = ["from_raw", "predict_both"]

Indices = NDArray[np.int64]


def predict_both(estimator: Estimator, rows: Matrix) -> tuple[Indices, Matrix]:
    """Return the class that is predicted and the probabilities of the classes, for each row.

    The same as ``predict`` (as an index into ``classes_``) and ``predict_proba`` of the estimator.
    """
    kind = type(estimator).__name__
    if kind in BOOSTED and getattr(estimator, "loss", None) == "log_loss":
        raw = estimator.decision_function(rows)  # type: ignore[attr-defined]
        return from_raw(raw, zero_is_positive=BOOSTED[kind])
    probabilities = estimator.predict_proba(rows)
    if kind in MOST_PROBABLE:
        return np.argmax(probabilities, axis=1), probabilities
    return np.searchsorted(estimator.classes_, estimator.predict(rows)), probabilities


BOOSTED = {"GradientBoostingClassifier": True, "HistGradientBoostingClassifier": False}
"""Estimators whose probabilities follow from a raw score → whether they predict the second class at 0."""

MOST_PROBABLE = {"RandomForestClassifier", "CalibratedClassifierCV"}
"""Estimators that predict the most probable class."""


def from_raw(raw: Matrix, zero_is_positive: bool) -> tuple[Indices, Matrix]:
    """Turn log odds (n_rows,) or (n_rows, n_classes) into predictions and probabilities.

    Examples
    --------
    >>> indices, probabilities = from_raw(np.array([0.0, -2.0]), zero_is_positive=True)
    >>> indices.tolist(), probabilities.round(3).tolist()
    ([1, 0], [[0.5, 0.5], [0.881, 0.119]])
    """
    if raw.ndim == 1:
        from scipy.special import expit

        positive = raw >= 0 if zero_is_positive else raw > 0
        second = expit(raw)
        return positive.astype(np.int64), np.stack([1 - second, second], axis=1)
    odds = np.exp(raw - raw.max(axis=1, keepdims=True))
    return np.argmax(raw, axis=1), odds / odds.sum(axis=1, keepdims=True)
