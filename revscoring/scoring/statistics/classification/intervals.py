"""Bootstrap intervals: how far a statistic would move on another sample of the same size.

What is drawn again are the cells that the observations were counted in, which is the same as drawing
observations, and works for models from a file, whose observations are gone. Where the observations are
there, `clustered_interval` draws their authors again: edits of one author resemble each other.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from .formulas import STATISTICS, rescale
from .scaled_threshold_statistics import ScaledThresholdStatistics

__all__ = ["clustered_interval", "prediction_interval", "threshold_interval"]


def prediction_interval(
    counts: Sequence[int],
    field: str,
    population_rate: float | None = None,
    level: float = 0.95,
    samples: int = 1000,
    seed: int = 0,
) -> tuple[float, float] | None:
    """Return the interval of a statistic of a matrix (true and false positives, true and false negatives).

    Examples
    --------
    >>> low, high = prediction_interval((24, 26, 44, 6), "recall")
    >>> 0.6 < low < 0.8 < high < 1
    True
    >>> low, high = prediction_interval((3, 0, 9, 0), "recall")  # 3 of 3 do not make it certain
    >>> round(low, 2), high
    (0.29, 1.0)
    """
    n = sum(counts)
    if not n:
        return None
    drawn = np.random.default_rng(seed).multinomial(n, np.asarray(counts) / n, size=samples)
    found = _quantiles(
        STATISTICS[field](rescale(drawn[:, 0], drawn[:, 1], drawn[:, 2], drawn[:, 3], population_rate)), level
    )
    if found not in ((0.0, 0.0), (1.0, 1.0)):
        return found
    tp, fp, tn, fn = counts  # nothing moves when it is drawn again: the other end is the exact binomial one
    trials = {
        "recall": tp + fn,
        "precision": tp + fp,
        "fpr": fp + tn,
        "!recall": fp + tn,
        "!precision": tn + fn,
    }
    end = float(((1 - level) / 2) ** (1 / max(1, trials.get(field, n))))
    return (end, 1.0) if found[0] else (0.0, 1 - end)


def threshold_interval(
    statistics: ScaledThresholdStatistics, field: str, level: float = 0.95, samples: int = 1000, seed: int = 0
) -> tuple[float, float] | None:
    """Return the interval of an area, or of the threshold of an optimization.

    Examples
    --------
    >>> decisions = [k / 100 for k in range(100)]
    >>> statistics = ScaledThresholdStatistics(decisions, [d > 0.3 for d in decisions])
    >>> threshold_interval(statistics, "roc_auc_exact", samples=20)
    (1.0, 1.0)
    """
    cells = np.concatenate([statistics.true_cells, statistics.false_cells])
    n = int(cells.sum())
    if not n:
        return None
    generator = np.random.default_rng(seed)
    values = []
    for _ in range(samples):
        trues, falses = np.split(generator.multinomial(n, cells / n), 2)
        seen = (trues + falses) > 0
        drawn = ScaledThresholdStatistics.from_cells(
            statistics.thresholds[seen], trues[seen], falses[seen], statistics.population_rate
        )
        value = drawn[field]
        values.append(np.nan if value is None else value)
    return _quantiles(np.asarray(values), level)


def clustered_interval(
    statistic: Callable[[NDArray[np.float64]], float],
    clusters: Sequence[Hashable],
    about: Sequence[bool] | NDArray[np.bool_] | None = None,
    level: float = 0.95,
    samples: int = 1000,
    seed: int = 0,
) -> tuple[float, float] | None:
    """Return the interval of a share, when clusters of observations are drawn again.

    Parameters
    ----------
    statistic : function
        Returns the share (between 0 and 1, or NaN), given how often each observation was drawn.
    clusters : sequence
        The cluster of each observation, such as its author.
    about : sequence of bool, optional
        Which observations decide on the statistic, such as those with a rare label; by default all.

    Returns
    -------
    (low, high) or None
        None if the observations that decide are of fewer than two clusters. If the share is 0 or 1 in every
        sample, the other end is the exact binomial one, with a trial for each of these clusters.

    Examples
    --------
    >>> clustered_interval(lambda weights: weights[0] / weights.sum(), ["Ann", "Ann", "Ben"])
    (0.0, 0.5)
    >>> low, high = clustered_interval(lambda weights: 1.0, ["Ann", "Ben", "Cy"])
    >>> round(low, 2), high
    (0.29, 1.0)
    """
    numbers = {cluster: number for number, cluster in enumerate(dict.fromkeys(clusters))}
    places = np.asarray([numbers[cluster] for cluster in clusters], dtype=np.int64)
    deciding = len(set(places[np.asarray(about)] if about is not None else places))
    if deciding < 2:
        return None
    generator = np.random.default_rng(seed)
    n = len(numbers)
    drawn = (generator.multinomial(n, np.full(n, 1 / n)) for _ in range(samples))
    found = _quantiles(np.asarray([statistic(times[places].astype(float)) for times in drawn]), level)
    if found in ((0.0, 0.0), (1.0, 1.0)):
        end = ((1 - level) / 2) ** (1 / deciding)
        return (end, 1.0) if found[0] else (0.0, 1 - end)
    return found


def _quantiles(values: NDArray[np.float64], level: float) -> tuple[float, float] | None:
    if not 0 < level < 1:
        raise ValueError(f"The level of an interval lies between 0 and 1, not {level!r}.")
    defined = values[~np.isnan(values)]
    if not len(defined):
        return None
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
