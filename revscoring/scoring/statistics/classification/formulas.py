"""The formulas of the statistics, once, for single matrices and for whole columns of thresholds.

A matrix is four arrays of equal shape: true positives, false positives, true negatives and false
negatives of "the label is predicted" against "it is the label". What is undefined is NaN in here;
the classes that use this module show it as None.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["STATISTICS", "Matrix", "rescale"]

Column = NDArray[np.float64]


class Matrix(NamedTuple):
    """True and false positives and negatives, as arrays of equal shape."""

    tp: Column
    fp: Column
    tn: Column
    fn: Column

    @property
    def trues(self) -> Column:
        """Observations that have the label."""
        return self.tp + self.fn

    @property
    def falses(self) -> Column:
        """Observations that do not have the label."""
        return self.fp + self.tn

    @property
    def positives(self) -> Column:
        """Observations predicted to have the label."""
        return self.tp + self.fp

    @property
    def negatives(self) -> Column:
        """Observations predicted not to have the label."""
        return self.tn + self.fn

    @property
    def correct(self) -> Column:
        """Observations predicted as they are."""
        return self.tp + self.tn

    @property
    def n(self) -> Column:
        """All observations."""
        return self.correct + self.fp + self.fn


def rescale(
    tp: ArrayLike, fp: ArrayLike, tn: ArrayLike, fn: ArrayLike, population_rate: float | None = None
) -> Matrix:
    """Make a matrix, as it would be in a population where the label has the given rate.

    With observed rate *o* and population rate *p*, true positives and false negatives are divided
    by *o/p*, the others by *(1-o)/(1-p)*, so that their sum stays. A side that the population has
    (p > 0) and the sample lacks (o = 0) is unknown: NaN, never a guess.

    Examples
    --------
    >>> matrix = rescale(24, 26, 44, 6, population_rate=0.1)
    >>> [round(float(cell), 2) for cell in matrix]
    [8.0, 33.43, 56.57, 2.0]
    """
    matrix = Matrix(*(np.asarray(cell, dtype=np.float64) for cell in (tp, fp, tn, fn)))
    if population_rate is None:
        return matrix
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = matrix.trues / matrix.n
        trues = _side(observed, population_rate)
        falses = _side(1 - observed, 1 - population_rate)
        return Matrix(trues(matrix.tp), falses(matrix.fp), falses(matrix.tn), trues(matrix.fn))


def _side(observed: Column, population: float) -> Callable[[Column], Column]:
    if population == 0:
        return np.zeros_like
    ratio = np.asarray(observed / population)
    return lambda cell: np.where(ratio == 0, np.nan, cell / ratio)


def _ratio(numerator: Column, denominator: Column) -> Column:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator == 0, np.nan, np.divide(numerator, denominator))


def _harmonic(precision: Column, recall: Column) -> Column:
    return _ratio(2 * (precision * recall), precision + recall)


STATISTICS: dict[str, Callable[[Matrix], Column]] = {
    "match_rate": lambda m: _ratio(m.positives, m.n),
    "filter_rate": lambda m: 1 - _ratio(m.positives, m.n),
    "precision": lambda m: _ratio(m.tp, m.positives),
    "!precision": lambda m: _ratio(m.tn, m.negatives),
    "recall": lambda m: _ratio(m.tp, m.trues),
    "!recall": lambda m: _ratio(m.tn, m.falses),
    "accuracy": lambda m: _ratio(m.correct, m.n),
    "fpr": lambda m: _ratio(m.fp, m.falses),
    "f1": lambda m: _harmonic(_ratio(m.tp, m.positives), _ratio(m.tp, m.trues)),
    "!f1": lambda m: _harmonic(_ratio(m.tn, m.negatives), _ratio(m.tn, m.falses)),
}
"""Name of a statistic → its value from a matrix. A name with ``!`` is the statistic of "not the label"."""
