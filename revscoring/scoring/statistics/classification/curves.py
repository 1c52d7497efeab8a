"""Areas under curves of statistics over thresholds: the published 50-point ones and the exact ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["average_precision", "exact_roc_auc", "zero_to_one_auc"]

POINTS = 50
"""The number of points at which the published areas sample their curve."""


def zero_to_one_auc(x_vals: ArrayLike, y_vals: ArrayLike) -> float | None:
    """Integrate a curve over [0, 1], sampled by linear interpolation at 50 equally spaced points.

    Points where either value is NaN (or None) are left out; before its first and after its last point
    the curve is constant. This is the area that models publish: it is a little off the exact one, and
    0.993 to 0.997 for the precision-recall curve of a perfect classifier. None if there is no point.

    Examples
    --------
    >>> zero_to_one_auc([1, 0], [1, 0])
    0.5
    """
    x, y = np.asarray(x_vals, dtype=np.float64), np.asarray(y_vals, dtype=np.float64)
    defined = ~(np.isnan(x) | np.isnan(y))
    x, y = x[defined], y[defined]
    if not len(x):
        return None
    if x[0] >= x[-1]:
        x, y = x[::-1], y[::-1]
    samples = np.linspace(0, 1, POINTS)
    return float(np.trapezoid(np.interp(samples, x, y), samples))


def exact_roc_auc(true_cells: ArrayLike, false_cells: ArrayLike) -> float | None:
    """Integrate the ROC curve exactly, from (0, 0) through every threshold to (1, 1).

    This is the chance that an observation with the label gets a higher decision than one without,
    ties counted half [1]_; the rate of the label in the population does not matter. The arguments are how
    many observations with and without the label have each decision, decisions ascending.

    References
    ----------
    .. [1] Hanley, McNeil (1982): The meaning and use of the area under a receiver operating
       characteristic (ROC) curve. Radiology 143, 29-36.

    Examples
    --------
    >>> exact_roc_auc([0, 1, 1], [2, 1, 0])
    0.9166666666666666
    """
    trues, falses = np.asarray(true_cells, dtype=np.float64), np.asarray(false_cells, dtype=np.float64)
    pairs = trues.sum() * falses.sum()
    if not pairs:
        return None
    above = trues.sum() - np.cumsum(trues)
    return float(np.dot(falses, above + trues / 2) / pairs)


def average_precision(recall: NDArray[np.float64], precision: NDArray[np.float64]) -> float | None:
    """Sum precision over the steps of recall, without interpolation.

    Thresholds ascend, so recall descends; None if recall is undefined.

    Examples
    --------
    >>> import numpy as np
    >>> average_precision(np.array([1.0, 1.0, 0.5]), np.array([0.5, 1.0, 1.0]))
    1.0
    """
    if not len(recall) or np.isnan(recall).any():
        return None
    steps = np.diff(np.append(0.0, recall[::-1]))
    return float(np.sum(steps * np.nan_to_num(precision[::-1])))
