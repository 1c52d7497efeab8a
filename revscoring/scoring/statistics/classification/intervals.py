"""Bootstrap intervals: how far a statistic would move on another sample of the same size.

Where it is known whose the observations are, their clusters (such as authors) are drawn again: edits of one
author resemble each other. Elsewhere, observations are drawn one by one. What is drawn are the cells that
they were counted in, so this works for models from a file, whose observations are gone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .formulas import STATISTICS, rescale
from .scaled_threshold_statistics import ScaledThresholdStatistics

__all__ = ["count_clusters", "number_clusters", "prediction_interval", "threshold_interval"]

DECIDING = {
    "recall": (0, 3),
    "precision": (0, 1),
    "fpr": (1, 2),
    "!recall": (1, 2),
    "!precision": (2, 3),
}
"""Which of true and false positives, true and false negatives the denominator of a share is; others: all."""


def number_clusters(clusters: Sequence[Hashable]) -> NDArray[np.int64]:
    """Return clusters, such as the names of authors, as numbers in the order in which they come.

    Examples
    --------
    >>> number_clusters(["Ann", "Ben", "Ann"]).tolist()
    [0, 1, 0]
    """
    numbers = {cluster: number for number, cluster in enumerate(dict.fromkeys(clusters))}
    return np.asarray([numbers[cluster] for cluster in clusters], dtype=np.int64)


def count_clusters(flagged: ArrayLike, has: ArrayLike, clusters: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count how many clusters have the same numbers of observations of each kind.

    Parameters
    ----------
    flagged, has : array of bool
        Whether each observation is flagged, and whether it has the label.
    clusters : array of int
        The number of the cluster of each observation.

    Returns
    -------
    array of shape (kinds, 5)
        True and false positives, true and false negatives, and the number of clusters that have them.

    Examples
    --------
    >>> count_clusters([True, True, False], [True, True, False], np.array([0, 0, 1])).tolist()
    [[0, 0, 1, 0, 1], [2, 0, 0, 0, 1]]
    """
    flagged, has = np.asarray(flagged, dtype=bool), np.asarray(has, dtype=bool)
    kinds = (flagged & has, flagged & ~has, ~flagged & ~has, ~flagged & has)
    counts = np.stack([np.bincount(clusters, weights=kind) for kind in kinds], axis=1).astype(np.int64)
    base = int(counts.max(initial=0)) + 1
    if base**4 < 2**62:  # one number for each kind is sorted in a fraction of the time of its four
        _, first, sizes = np.unique(
            counts @ (base ** np.arange(3, -1, -1)), return_index=True, return_counts=True
        )
        return np.column_stack([counts[first], sizes])
    rows, sizes = np.unique(counts, axis=0, return_counts=True)
    return np.column_stack([rows, sizes])


def prediction_interval(
    counts: Sequence[int],
    field: str,
    population_rate: float | None = None,
    level: float = 0.95,
    samples: int = 1000,
    seed: int = 0,
    clusters: NDArray[np.int64] | None = None,
) -> tuple[float, float] | None:
    """Return the interval of a statistic of a matrix (true and false positives, true and false negatives).

    Parameters
    ----------
    counts : sequence of int
    field : str
    population_rate, level, samples, seed
        See `Classification.interval`.
    clusters : array, optional
        The counts by cluster, from `count_clusters`; without it, observations are drawn one by one.

    Returns
    -------
    (low, high) or None
        None if the observations that decide are of fewer than two clusters. If the share is 0 or 1 in every
        sample, the other end is the exact binomial one, with a trial for each cluster that decides.

    Examples
    --------
    >>> low, high = prediction_interval((24, 26, 44, 6), "recall")
    >>> 0.6 < low < 0.8 < high < 1
    True
    >>> low, high = prediction_interval((3, 0, 9, 0), "recall")  # 3 of 3 do not make it certain
    >>> round(low, 2), high
    (0.29, 1.0)
    """
    rows, sizes = np.eye(4, dtype=np.int64), np.asarray(counts, dtype=np.int64)
    if clusters is not None:
        rows, sizes = clusters[:, :4], clusters[:, 4]
    n = int(sizes.sum())
    if not n:
        return None
    trials = int(sizes[rows[:, DECIDING.get(field, (0, 1, 2, 3))].any(axis=1)].sum())
    if clusters is not None and trials < 2:
        return None
    drawn = np.random.default_rng(seed).multinomial(n, sizes / n, size=samples) @ rows
    found = _quantiles(
        STATISTICS[field](rescale(drawn[:, 0], drawn[:, 1], drawn[:, 2], drawn[:, 3], population_rate)), level
    )
    return _not_certain(found, trials, level)


def threshold_interval(
    statistics: ScaledThresholdStatistics, field: str, level: float = 0.95, samples: int = 1000, seed: int = 0
) -> tuple[float, float] | None:
    """Return the interval of an area, or of the threshold of an optimization.

    Clusters are drawn again if the statistics know them; None if the rarer kind of observations, with the
    label or without it, is of fewer than two of them.

    Examples
    --------
    >>> decisions = [k / 100 for k in range(100)]
    >>> statistics = ScaledThresholdStatistics(decisions, [d > 0.3 for d in decisions])
    >>> low, high = threshold_interval(statistics, "roc_auc_exact", samples=20)
    >>> round(low, 2), high  # 31 without the label do not make it certain
    (0.89, 1.0)
    """
    if not statistics.true_cells.sum() + statistics.false_cells.sum():
        return None
    trials = min(int(statistics.true_cells.sum()), int(statistics.false_cells.sum()))
    if statistics.clusters is not None:
        _, has = statistics.observations()
        rarer = has if 2 * has.sum() <= len(has) else ~has
        trials = len(np.unique(statistics.clusters[rarer]))
        if trials < 2:
            return None
    values = []
    for trues, falses in _drawn(statistics, samples, np.random.default_rng(seed)):
        seen = (trues + falses) > 0
        drawn = ScaledThresholdStatistics.from_cells(
            statistics.thresholds[seen], trues[seen], falses[seen], statistics.population_rate
        )
        value = drawn[field]
        values.append(np.nan if value is None else value)
    found = _quantiles(np.asarray(values), level)
    is_area = field in (*statistics.FIELDS, *statistics.EXACT_FIELDS)
    return _not_certain(found, trials, level) if is_area else found


def _drawn(
    statistics: ScaledThresholdStatistics, samples: int, generator: np.random.Generator
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Generate cells of other samples: of clusters if they are known, else of observations."""
    cells = np.concatenate([statistics.true_cells, statistics.false_cells])
    n, clusters = int(cells.sum()), statistics.clusters
    count = n if clusters is None else int(clusters.max()) + 1
    if clusters is None or count == n:
        for _ in range(samples):
            trues, falses = np.split(generator.multinomial(n, cells / n), 2)
            yield trues, falses
        return
    places, has = statistics.observations()
    for _ in range(samples):
        times = generator.multinomial(count, np.full(count, 1 / count))[clusters]
        trues, falses = (
            np.bincount(places, weights=times * which, minlength=len(statistics)) for which in (has, ~has)
        )
        yield trues.astype(np.int64), falses.astype(np.int64)


def _not_certain(found: tuple[float, float] | None, trials: int, level: float) -> tuple[float, float] | None:
    """Return an interval; of a share that nothing moves, the other end is the exact binomial one."""
    if found not in ((0.0, 0.0), (1.0, 1.0)):
        return found
    end = float(((1 - level) / 2) ** (1 / max(1, trials)))
    return (end, 1.0) if found[0] else (0.0, 1 - end)


def _quantiles(values: NDArray[np.float64], level: float) -> tuple[float, float] | None:
    if not 0 < level < 1:
        raise ValueError(f"The level of an interval lies between 0 and 1, not {level!r}.")
    defined = values[~np.isnan(values)]
    if not len(defined):
        return None
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
