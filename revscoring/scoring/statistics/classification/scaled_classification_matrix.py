"""True and false positives and negatives of one label, scaled to its rate in the population."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from .formulas import Matrix, rescale

__all__ = ["ScaledClassificationMatrix"]


class ScaledClassificationMatrix:
    """The four counts of one label and their sums, scaled to a population.

    Parameters
    ----------
    y_preds, y_trues : iterables of bool, optional
        For each observation, whether the label was predicted and whether it is the label.
    counts : sequence of four numbers, optional
        Instead of those, the counts: true positives, false positives, true negatives, false negatives.
    population_rate : float, optional
        The rate of the label in the population; without, counts stay as they are.

    Examples
    --------
    >>> matrix = ScaledClassificationMatrix([True, True, False], [True, False, False])
    >>> matrix.tp, matrix.fp, matrix.tn, matrix.fn
    (1, 1, 1, 0)
    >>> round(ScaledClassificationMatrix(counts=(24, 26, 44, 6), population_rate=0.1).fp, 2)
    33.43
    """

    __slots__ = (
        "correct", "falses", "fn", "fp", "n", "negatives", "population_rate", "positives",
        "tn", "tp", "trues",
    )  # fmt: skip
    tp: float | None
    fp: float | None
    tn: float | None
    fn: float | None
    trues: float | None
    falses: float | None
    positives: float | None
    negatives: float | None
    correct: float | None
    n: float | None

    def __init__(
        self,
        y_preds: Iterable[bool] | None = None,
        y_trues: Iterable[bool] | None = None,
        counts: Sequence[float] | None = None,
        population_rate: float | None = None,
    ) -> None:
        if population_rate is not None and not 0 <= population_rate <= 1:
            raise ValueError(f"A population rate lies between 0 and 1, not {population_rate!r}.")
        self.population_rate = population_rate
        if counts is not None:
            self.rescale(*counts)
        elif y_preds is not None and y_trues is not None:
            self.fit(y_preds, y_trues)
        else:
            raise TypeError("Give either counts, or both y_preds and y_trues.")

    @classmethod
    def fit_counts(cls, y_preds: Iterable[bool], y_trues: Iterable[bool]) -> tuple[int, int, int, int]:
        """Count true positives, false positives, true negatives and false negatives.

        Examples
        --------
        >>> ScaledClassificationMatrix.fit_counts([True, False], [True, True])
        (1, 0, 0, 1)
        """
        cells = {(True, True): 0, (True, False): 0, (False, False): 0, (False, True): 0}
        for predicted, true in zip(y_preds, y_trues, strict=True):
            cells[bool(predicted), bool(true)] += 1
        tp, fp, tn, fn = cells.values()
        return tp, fp, tn, fn

    def fit(self, y_preds: Iterable[bool], y_trues: Iterable[bool]) -> None:
        """Count predictions against truth and scale the counts."""
        self.rescale(*self.fit_counts(y_preds, y_trues))

    def rescale(self, tp: float, fp: float, tn: float, fn: float) -> None:
        """Take counts and scale them to the population rate; what is unknown there is None."""
        matrix = rescale(tp, fp, tn, fn, self.population_rate)
        whole = self.population_rate is None
        for name in ("tp", "fp", "tn", "fn", "trues", "falses", "positives", "negatives", "correct", "n"):
            setattr(self, name, _number(getattr(matrix, name), whole))

    def matrix(self) -> Matrix:
        """Return the scaled counts as arrays, as `formulas.STATISTICS` takes them."""
        return rescale(*(math.nan if cell is None else cell for cell in (self.tp, self.fp, self.tn, self.fn)))


def _number(cell: NDArray[np.float64], whole: bool) -> float | None:
    value = float(cell)
    if math.isnan(value):
        return None
    return int(value) if whole and value.is_integer() else value
