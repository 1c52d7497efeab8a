"""Intervals of shares, ratios, areas and means of edits that come in clusters, such as those of a user.

Edits of one user resemble each other, so that they say less than as many edits of different users. Shares
are counted with an effective number of edits (Kish 1965; Korn & Graubard 1998): as many independent edits
as would be as uncertain. Areas and means are drawn again by cluster (BCa; Efron 1987). All intervals are of
95 % unless a level is given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from ..scoring.records import Figure
from ..scoring.statistics.classification.intervals import number_clusters

__all__ = [
    "LEVEL",
    "Count",
    "auc",
    "count",
    "difference",
    "mean",
    "ratio",
    "same_share",
    "share",
    "values_differ",
]

LEVEL: Final = 0.95

#: Below so many (effective) edits, the interval of a share is the exact one of Clopper and Pearson.
EXACT_BELOW: Final = 40

#: How many times clusters are drawn again.
SAMPLES: Final = 500

#: From so many rows on, the interval is that of the linear approximation, which draws would only repeat.
LINEAR_FROM: Final = 20_000

Floats = NDArray[np.float64]


class Count(NamedTuple):
    """How many of some edits have a property, and of how many independent edits that is worth."""

    k: float
    n: float
    clustered: bool = False

    @property
    def value(self) -> float:
        """The share."""
        return self.k / self.n


def count(flags: ArrayLike, clusters: Sequence[Hashable] | NDArray[np.int64] | None = None) -> Count:
    """Count edits with a property, as so many independent edits.

    The number is divided by the design effect: how much the variance of the share by clusters is greater than
    that of independent edits, which is never taken to be less than 1; and for the uncertainty of that
    variance, as Korn and Graubard do.

    Examples
    --------
    >>> count([True, False, True, False])
    Count(k=2.0, n=4.0, clustered=False)
    >>> round(count([True, False] * 50, list(range(50)) * 2).n)  # two like edits each
    47
    """
    values = np.asarray(flags, dtype=np.float64)
    n, k = len(values), float(values.sum())
    if clusters is None or not n:
        return Count(k, float(n))
    numbers = _numbers(clusters)
    p, m = k / n, int(numbers.max()) + 1
    if m == n:
        return Count(k, float(n))
    if m == 1:
        return Count(p, 1.0, True)
    sizes = np.bincount(numbers)
    if 0 < k < n:
        residuals = np.bincount(numbers, weights=values) - p * sizes
        effect = m / (m - 1) * float((residuals**2).sum()) / (n * p * (1 - p))
    else:  # as if all edits of a cluster were the same
        effect = float((sizes**2).sum()) / n
    effect = max(1.0, effect) * (float(stats.t.ppf((1 + LEVEL) / 2, m - 1)) / _z(LEVEL)) ** 2
    return Count(k / effect, n / effect, True)


def share(
    flags: ArrayLike | Count,
    clusters: Sequence[Hashable] | NDArray[np.int64] | None = None,
    level: float = LEVEL,
) -> Figure | None:
    """Return a share with its interval; None of no edits.

    It is Wilson's interval; below 40 edits, and of edits in clusters, the exact one.

    Examples
    --------
    >>> share([True] * 3 + [False] * 27) == share(Count(3, 30))
    True
    >>> {name: round(value, 3) for name, value in share(Count(3, 30)).items()}
    {'value': 0.1, 'low': 0.021, 'high': 0.265}
    """
    found = flags if isinstance(flags, Count) else count(flags, clusters)
    k, n, clustered = found
    if not n:
        return None
    p = k / n
    if clustered or n < EXACT_BELOW:
        tail = (1 - level) / 2
        low = float(stats.beta.ppf(tail, k, n - k + 1)) if k > 0 else 0.0
        high = float(stats.beta.ppf(1 - tail, k + 1, n - k)) if k < n else 1.0
    else:
        z = _z(level)
        centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
        low, high = max(0.0, centre - half), min(1.0, centre + half)
    return {"value": p, "low": min(low, p), "high": max(high, p)}


def ratio(one: Count, other: Count, level: float = LEVEL) -> Figure | None:
    """Return the ratio of two shares, with the interval of its logarithm (Katz et al. 1978).

    Where a count is zero, the interval is that of the counts with a half added; None if the other share is 0.

    Examples
    --------
    >>> {name: round(value, 1) for name, value in ratio(Count(719, 919), Count(198, 4444)).items()}
    {'value': 17.6, 'low': 15.3, 'high': 20.2}
    """
    if not one.n or not other.n or not other.k:
        return None
    half = 0.0 if one.k else 0.5
    k, n, others_k, others_n = (number + half for number in (*one[:2], *other[:2]))
    error = math.sqrt(max(0.0, 1 / k - 1 / n + 1 / others_k - 1 / others_n))
    centre = math.log((k / n) / (others_k / others_n))
    z = _z(level)
    return {
        "value": one.value / other.value,
        "low": math.exp(centre - z * error) if one.k else 0.0,
        "high": math.exp(centre + z * error),
    }


def same_share(one: Count, other: Count) -> float:
    """Return how probable so large a difference of two shares is if there is none (Fisher's exact test)."""
    cells = [[round(found.k), round(found.n - found.k)] for found in (one, other)]
    return float(stats.fisher_exact(cells).pvalue)


def difference(one: Figure, other: Figure) -> Figure:
    """Return the difference of two independent figures, from their intervals (Zou & Donner 2008).

    Examples
    --------
    >>> difference({"value": 0.5, "low": 0.2, "high": 0.9}, {"value": 0.5, "low": 0.5, "high": 0.5})
    {'value': 0.0, 'low': -0.3, 'high': 0.4}
    """
    value = one["value"] - other["value"]
    if None in (one["low"], one["high"], other["low"], other["high"]):
        return {"value": value, "low": None, "high": None}
    below = math.hypot(one["value"] - _end(one["low"]), _end(other["high"]) - other["value"])
    above = math.hypot(_end(one["high"]) - one["value"], other["value"] - _end(other["low"]))
    return {"value": value, "low": value - below, "high": value + above}


def _end(end: float | None) -> float:
    return math.nan if end is None else end


def values_differ(one: Figure, other: Figure, level: float = LEVEL) -> float:
    """Return how probable so large a difference of two figures is if there is none, from their intervals."""
    found = difference(one, other)
    if found["low"] is None or found["high"] is None:
        return 1.0
    half = found["value"] - found["low"] if found["value"] > 0 else found["high"] - found["value"]
    if half <= 0:
        return 1.0 if found["value"] == 0 else 0.0
    return float(2 * stats.norm.sf(abs(found["value"]) / half * _z(level)))


def auc(
    good: ArrayLike,
    bad: ArrayLike,
    clusters: Sequence[Hashable] | None = None,
    samples: int = SAMPLES,
    seed: int = 0,
) -> Figure | None:
    """Return the chance that a bad edit has a higher score than a good one (Mann–Whitney), ties count half.

    Parameters
    ----------
    good, bad : array of float
        Scores.
    clusters : sequence, optional
        Of the good edits, then of the bad ones.

    Examples
    --------
    >>> auc([0.1, 0.2, 0.3], [0.2, 0.9])["value"]
    0.75
    """
    goods, bads = np.asarray(good, dtype=np.float64), np.asarray(bad, dtype=np.float64)
    n0, n1 = len(goods), len(bads)
    if not n0 or not n1:
        return None
    _, places = np.unique(np.concatenate([goods, bads]), return_inverse=True)
    size = int(places.max()) + 1
    is_bad = np.arange(n0 + n1) >= n0

    def halves(weights: Floats) -> tuple[Floats, float]:
        """Return how much weight lies below each place, with half of what is at it; and all of it."""
        at = np.bincount(places, weights=weights, minlength=size)
        below = np.cumsum(at)
        return below - at / 2, float(below[-1])

    def statistic(weights: Floats) -> float:
        below, all_good = halves(weights * ~is_bad)
        of_bad = np.bincount(places, weights=weights * is_bad, minlength=size)
        all_bad = float(of_bad.sum())
        return float(of_bad @ below) / (all_good * all_bad) if all_good and all_bad else math.nan

    ones = np.ones(n0 + n1)
    value = statistic(ones)
    good_below, _ = halves(ones * ~is_bad)
    bad_below, _ = halves(ones * is_bad)
    influence = np.where(
        is_bad, (good_below[places] / n0 - value) / n1, ((n1 - bad_below[places]) / n1 - value) / n0
    )
    enough = min(n0, n1) > 1
    interval = _interval(value, influence, clusters, statistic, samples, seed) if enough else None
    low, high = interval or (None, None)
    if low is not None and high is not None:
        low, high = _not_certain(max(0.0, low), min(1.0, high), value, min(n0, n1))
    return {"value": value, "low": low, "high": high}


def mean(
    values: ArrayLike, clusters: Sequence[Hashable] | None = None, samples: int = SAMPLES, seed: int = 0
) -> Figure | None:
    """Return a mean with its interval; None of no values.

    Examples
    --------
    >>> found = mean([0.1, 0.2, 0.3, 0.4] * 10)
    >>> round(found["value"], 3), 0.2 < found["low"] < 0.25 < found["high"] < 0.3
    (0.25, True)
    """
    numbers = np.asarray(values, dtype=np.float64)
    if not len(numbers):
        return None
    value = float(numbers.mean())

    def statistic(weights: Floats) -> float:
        return float(weights @ numbers / weights.sum())

    influence = (numbers - value) / len(numbers)
    low, high = _interval(value, influence, clusters, statistic, samples, seed) or (None, None)
    return {"value": value, "low": low, "high": high}


def _interval(
    value: float,
    influence: Floats,
    clusters: Sequence[Hashable] | None,
    statistic: Callable[[Floats], float],
    samples: int,
    seed: int,
) -> tuple[float, float] | None:
    """Return the BCa interval by clusters; of many rows, that of the linear approximation.

    The acceleration is that of the infinitesimal jackknife: from the influence of each cluster.
    """
    n = len(influence)
    numbers = np.arange(n) if clusters is None else _numbers(clusters)
    m = int(numbers.max()) + 1
    if m < 2:
        return None
    of_cluster = np.bincount(numbers, weights=influence)
    variance = float((of_cluster**2).sum()) * m / (m - 1)
    if variance == 0:
        return value, value
    z = _z(LEVEL)
    if n >= LINEAR_FROM:
        half = z * math.sqrt(variance)
        return value - half, value + half
    generator = np.random.default_rng(seed)
    equal = np.full(m, 1 / m)
    drawn = np.asarray(
        [statistic(generator.multinomial(m, equal)[numbers].astype(np.float64)) for _ in range(samples)]
    )
    drawn = np.sort(drawn[~np.isnan(drawn)])
    if len(drawn) < samples / 2:
        return None
    acceleration = float((of_cluster**3).sum()) / (6 * float((of_cluster**2).sum()) ** 1.5)
    below = (np.searchsorted(drawn, value, "left") + np.searchsorted(drawn, value, "right")) / 2
    bias = float(stats.norm.ppf(min(max(below / len(drawn), 1 / samples), 1 - 1 / samples)))
    ends = [
        float(stats.norm.cdf(bias + (bias + side) / (1 - acceleration * (bias + side)))) for side in (-z, z)
    ]
    low, high = np.quantile(drawn, ends)
    return float(low), float(high)


def _not_certain(low: float, high: float, value: float, trials: int) -> tuple[float, float]:
    """Return an interval; if nothing moves a share of 0 or 1, its other end is the exact binomial one."""
    if low < high or value not in (0.0, 1.0):
        return low, high
    end = float(((1 - LEVEL) / 2) ** (1 / trials))
    return (end, 1.0) if value else (0.0, 1 - end)


def _numbers(clusters: Sequence[Hashable] | NDArray[np.int64]) -> NDArray[np.int64]:
    if isinstance(clusters, np.ndarray):
        return np.unique(clusters, return_inverse=True)[1].astype(np.int64)
    return number_clusters(clusters)


def _z(level: float) -> float:
    return float(stats.norm.ppf((1 + level) / 2))
