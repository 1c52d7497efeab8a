"""The statistics of one label at every threshold of its decision, held as columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ....errors import ModelInfoLookupError
from ...formats import round, tab_it_in
from ...paths import PathTree
from .curves import average_precision, exact_roc_auc, zero_to_one_auc
from .formulas import STATISTICS, Matrix, rescale
from .scaled_prediction_statistics import ScaledPredictionStatistics
from .tables import ignore_path, table
from .threshold_optimization import ThresholdOptimization

__all__ = ["ScaledThresholdStatistics", "zero_to_one_auc"]

Row = tuple[float, ScaledPredictionStatistics]


class ScaledThresholdStatistics(Sequence[Row]):
    """For each distinct decision t, ascending, the statistics of predicting the label where decision ≥ t.

    A sequence of (threshold, statistics) rows, each made when it is read; what is kept is how many
    observations with and without the label have each decision.

    Parameters
    ----------
    y_decisions : array_like of float, shape (n_observations,)
        The decision value (mostly a probability) for the label.
    y_trues : array_like of bool, shape (n_observations,)
        Whether it is the label.
    population_rate : float, optional
        The rate of the label in the population.
    threshold_ndigits : int, optional
        Round decisions to that many digits first; there are fewer thresholds then.
    clusters : array of int, optional
        The number of the cluster of each observation, such as its author, for intervals.

    Examples
    --------
    >>> statistics = ScaledThresholdStatistics([0.1, 0.4, 0.4, 0.8], [False, True, False, True])
    >>> [(threshold, row["recall"], row["!recall"]) for threshold, row in statistics]
    [(0.1, 1.0, 0.0), (0.4, 1.0, 0.5), (0.8, 0.5, 1.0)]
    >>> statistics["maximum filter_rate @ recall >= 0.75"]
    0.4
    >>> statistics["roc_auc_exact"]
    0.875
    """

    FIELDS = ["roc_auc", "pr_auc"]
    EXACT = {"roc_auc": "roc_auc_exact", "pr_auc": "average_precision"}
    """The exact area for each published one, which is from 50 points."""
    EXACT_FIELDS = list(EXACT.values())

    def __init__(
        self,
        y_decisions: ArrayLike,
        y_trues: ArrayLike,
        population_rate: float | None = None,
        threshold_ndigits: int | None = None,
        clusters: NDArray[np.int64] | None = None,
    ) -> None:
        decisions = np.asarray(y_decisions, dtype=np.float64)
        trues = np.asarray(y_trues, dtype=bool)
        if decisions.shape != trues.shape or decisions.ndim != 1:
            raise ValueError(f"{decisions.shape} decisions do not go with {trues.shape} labels.")
        undefined = np.flatnonzero(np.isnan(decisions))
        if len(undefined):
            raise ValueError(
                f"The decision of observation {undefined[0]} (and {len(undefined) - 1} others) is NaN."
            )
        if threshold_ndigits is not None:
            decisions = np.round(decisions, threshold_ndigits)
        thresholds, cells = np.unique(decisions, return_inverse=True)
        self._fill(
            thresholds,
            np.bincount(cells[trues], minlength=len(thresholds)),
            np.bincount(cells[~trues], minlength=len(thresholds)),
            population_rate,
            None if clusters is None else clusters[np.lexsort((~trues, cells))],
        )

    @classmethod
    def from_cells(
        cls,
        thresholds: ArrayLike,
        true_cells: ArrayLike,
        false_cells: ArrayLike,
        population_rate: float | None = None,
        clusters: ArrayLike | None = None,
    ) -> ScaledThresholdStatistics:
        """Return statistics, given how many observations with and without the label have each decision.

        The numbers of clusters are those of the `observations`.
        """
        statistics = cls.__new__(cls)
        statistics._fill(
            np.asarray(thresholds, dtype=np.float64),
            np.asarray(true_cells, dtype=np.int64),
            np.asarray(false_cells, dtype=np.int64),
            population_rate,
            None if clusters is None else np.asarray(clusters, dtype=np.int64),
        )
        return statistics

    def _fill(
        self,
        thresholds: NDArray[np.float64],
        true_cells: NDArray[np.int64],
        false_cells: NDArray[np.int64],
        population_rate: float | None,
        clusters: NDArray[np.int64] | None,
    ) -> None:
        n = int(true_cells.sum() + false_cells.sum())
        if clusters is not None and (clusters.shape != (n,) or (clusters < 0).any()):
            raise ValueError(f"{clusters.shape} numbers of clusters do not go with {n} observations.")
        self.clusters = clusters
        self.thresholds = thresholds
        self.true_cells = true_cells
        self.false_cells = false_cells
        self.population_rate = population_rate
        self._matrix: Matrix | None = None
        self._columns: dict[str, NDArray[np.float64]] = {}

    def counts(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return the true and false positives, true and false negatives at each threshold, before scaling."""
        tp = np.cumsum(self.true_cells[::-1])[::-1]
        fp = np.cumsum(self.false_cells[::-1])[::-1]
        return tp, fp, self.false_cells.sum() - fp, self.true_cells.sum() - tp

    def observations(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return for each observation the row of its decision, and whether it has the label.

        They are in the order of decisions; of equal ones, those with the label come first.
        """
        sizes = np.stack([self.true_cells, self.false_cells], axis=1).ravel()
        kinds = np.repeat(np.arange(len(sizes)), sizes)
        return kinds // 2, kinds % 2 == 0

    def cells(self) -> tuple[list[float], list[int], list[int]]:
        """Return the thresholds, and how many observations with and without the label have each decision."""
        return self.thresholds.tolist(), self.true_cells.tolist(), self.false_cells.tolist()

    def matrix(self) -> Matrix:
        """Return the counts at each threshold, scaled to the population, as columns."""
        if self._matrix is None:
            self._matrix = rescale(*self.counts(), self.population_rate)
        return self._matrix

    def column(self, statistic: str) -> NDArray[np.float64]:
        """Return a statistic at every threshold; NaN where it is undefined."""
        if statistic not in self._columns:
            if statistic not in STATISTICS:
                raise ModelInfoLookupError(
                    statistic, f"not a statistic of thresholds, which are {', '.join(STATISTICS)}"
                )
            self._columns[statistic] = STATISTICS[statistic](self.matrix())
        return self._columns[statistic]

    @property
    def trues(self) -> float | None:
        """The number of observations that have the label, scaled to the population."""
        if not len(self.thresholds):
            return 0
        trues = float(self.matrix().trues[0])
        return None if trues != trues else trues

    def __len__(self) -> int:
        return len(self.thresholds)

    @overload
    def __getitem__(self, field: int) -> Row: ...
    @overload
    def __getitem__(self, field: slice) -> list[Row]: ...
    @overload
    def __getitem__(self, field: str) -> float | None: ...
    def __getitem__(self, field: int | slice | str) -> Row | list[Row] | float | None:
        """Return a row by number, rows by slice, or an area or the threshold of an optimization by name."""
        if isinstance(field, str):
            if field in (*self.FIELDS, *self.EXACT_FIELDS):
                area: float | None = getattr(self, field)()
                return area
            return parse_optimization(field).optimize_from(self)
        if isinstance(field, slice):
            return [self[index] for index in range(*field.indices(len(self)))]
        counts = tuple(int(cells[field]) for cells in self.counts())
        return float(self.thresholds[field]), ScaledPredictionStatistics(
            counts=counts, population_rate=self.population_rate
        )

    def __iter__(self) -> Iterator[Row]:
        columns = [cells.tolist() for cells in self.counts()]
        for threshold, *counts in zip(self.thresholds.tolist(), *columns, strict=True):
            yield threshold, ScaledPredictionStatistics(counts=counts, population_rate=self.population_rate)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self)} thresholds of {self.true_cells.sum()} trues>"

    def roc_auc(self) -> float | None:
        """Integrate recall over fpr, at 50 points."""
        return zero_to_one_auc(self.column("fpr"), self.column("recall"))

    def pr_auc(self) -> float | None:
        """Integrate precision over recall, at 50 points."""
        return zero_to_one_auc(self.column("recall"), self.column("precision"))

    def roc_auc_exact(self) -> float | None:
        """Integrate recall over fpr, exactly."""
        return exact_roc_auc(self.true_cells, self.false_cells)

    def average_precision(self) -> float | None:
        """Sum precision over the steps of recall."""
        return average_precision(self.column("recall"), self.column("precision"))

    def reliability_curve(self, bins: int = 10) -> list[dict[str, float]]:
        """Compare decisions, taken as probabilities, with how often the label is true in the sample.

        The interval from 0 to 1 is divided into bins of equal width; empty ones are left out.

        Examples
        --------
        >>> statistics = ScaledThresholdStatistics([0.1, 0.1, 0.9, 0.9], [False, False, True, False])
        >>> statistics.reliability_curve(bins=2)[1]
        {'n': 2, 'mean_probability': 0.9, 'observed_rate': 0.5}
        """
        places = np.clip((self.thresholds * bins).astype(np.int64), 0, bins - 1)
        totals = self.true_cells + self.false_cells
        n, trues, sums = (
            np.bincount(places, weights=weights, minlength=bins)
            for weights in (totals, self.true_cells, totals * self.thresholds)
        )
        return [
            {
                "n": int(n[place]),
                "mean_probability": float(sums[place] / n[place]),
                "observed_rate": float(trues[place] / n[place]),
            }
            for place in np.flatnonzero(n)
        ]

    def format_json(
        self, path_tree: PathTree, ndigits: int = 3, threshold_ndigits: int = 5, **kwargs: Any
    ) -> list[dict[str, float | None] | None]:
        """Format all rows, or the row (None if there is none) of each optimization selected.

        Of rows whose thresholds are shown as the same number, the first is listed.
        """
        if path_tree:
            for query, sub_tree in path_tree.items():
                ignore_path(sub_tree, query)
            rows = [parse_optimization(query).optimal_index(self) for query in path_tree]
        else:
            shown = np.round(self.thresholds, threshold_ndigits)
            rows = np.unique(shown, return_index=True)[1].tolist()
        columns = {field: self.column(field) for field in STATISTICS}
        return [
            None
            if row is None
            else {
                "threshold": round(float(self.thresholds[row]), threshold_ndigits),
                **{field: round(_defined(column[row]), ndigits) for field, column in columns.items()},
            }
            for row in rows
        ]

    def format_str(
        self, path_tree: PathTree, ndigits: int = 3, threshold_ndigits: int = 5, **kwargs: Any
    ) -> str:
        """Format every row as a table, or each optimization selected with the statistics at its threshold."""
        if not path_tree:
            rows = self.format_json({}, ndigits, threshold_ndigits)
            return table([list(row.values()) for row in rows if row], headers=["threshold", *STATISTICS])
        lines = []
        for query, sub_tree in path_tree.items():
            ignore_path(sub_tree, query)
            optimization = parse_optimization(query)
            optimal = optimization.get_optimal(self)
            if optimal is None:
                lines.append(f"{optimization}: no threshold\n")
            else:
                threshold, statistics = optimal
                lines.append(f"{optimization}: threshold {round(threshold, threshold_ndigits)}\n")
                lines.append(tab_it_in(statistics.format_str({}, ndigits=ndigits)))
        return "".join(lines)


def parse_optimization(query: str) -> ThresholdOptimization:
    """Read a threshold optimization from a path; anything else is an unknown path."""
    try:
        return ThresholdOptimization.parse(query)
    except ValueError as error:
        raise ModelInfoLookupError(
            query, f"not a field, and not of the form {ThresholdOptimization.GRAMMAR!r}"
        ) from error


def _defined(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)
