"""How many of a sample are wrong: intervals that hold at every look, or at the planned end, and sizes.

Who reviews edits looks at the result again and again, and stops when it is clear. An interval of a fixed size
(Wilson's, Clopper and Pearson's) is too narrow for that. A confidence sequence holds at all looks at once.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "interval_at_any_look",
    "interval_at_the_end",
    "is_plausible",
    "needed_at_any_look",
    "needed_at_the_end",
]

Interval = tuple[float, float]

#: More edits than this nobody reviews.
MOST: Final = 100_000

#: How many sizes are tried at a time.
STEP: Final = 1000

#: How many edits a review is planned for, if the population is not known.
POPULATION: Final = 20_000


def is_plausible(
    in_population: ArrayLike, wrong: ArrayLike, n: ArrayLike, population: int, level: float = 0.95
) -> NDArray[np.bool_]:
    """Return whether so many wrong ones in a population go with what a sample without replacement has.

    This is the prior-posterior-ratio confidence sequence for the hypergeometric distribution, with a uniform
    prior (Waudby-Smith and Ramdas, "Confidence sequences for sampling without replacement", NeurIPS 2020,
    theorem 2.1 and section 2): a number is plausible if its posterior is more than ``1 - level`` times its
    prior. The ratio of prior to posterior at the truth is a nonnegative martingale that begins at 1, so by
    Ville's inequality the truth is plausible at all looks at once with a probability of `level`.

    Parameters
    ----------
    in_population : array of int
        How many are wrong in the population.
    wrong, n : array of int
        How many are wrong in the sample, and how many there are.
    population : int

    Examples
    --------
    >>> is_plausible([100, 2000, 9000], 10, 100, 20_000).tolist()
    [False, True, False]
    """
    from scipy.special import betaln, gammaln

    total, k, size = (np.asarray(one, dtype=float) for one in (in_population, wrong, n))
    rest, others = population - size, total - k
    possible = (others >= 0) & (others <= rest)
    within = np.clip(others, 0, rest)
    posterior = (
        gammaln(rest + 1)
        - gammaln(within + 1)
        - gammaln(rest - within + 1)
        + betaln(within + k + 1, population - within - k + 1)
        - betaln(k + 1, size - k + 1)
    )
    prior = -np.log(population + 1)
    plausible: NDArray[np.bool_] = possible & (posterior - prior > np.log(1 - level))
    return plausible


def interval_at_any_look(wrong: int, n: int, population: int, level: float = 0.95) -> Interval:
    """Return between which shares of a population are wrong, however often somebody looks.

    Examples
    --------
    >>> low, high = interval_at_any_look(100, 1000, 20_000)
    >>> round(low, 3), round(high, 3)
    (0.07, 0.137)
    >>> interval_at_any_look(3, 10, 10), interval_at_any_look(0, 0, 10)
    ((0.3, 0.3), (0.0, 1.0))
    """
    least, most = wrong, population - n + wrong

    def holds(total: int) -> bool:
        return bool(is_plausible(total, wrong, n, population, level))

    best = least + round((population - n) * wrong / n) if n else population // 2
    return (
        _edge(best, least, holds) / population,
        _edge(best, most, holds) / population,
    )


def _edge(inside: int, end: int, holds: Any) -> int:
    """Return the number next to an end for which something still holds, as it does inside."""
    if holds(end):
        return end
    while abs(end - inside) > 1:
        middle = (inside + end) // 2
        if holds(middle):
            inside = middle
        else:
            end = middle
    return inside


def interval_at_the_end(wrong: int, n: int, level: float = 0.95) -> Interval:
    """Return the exact interval of a share (Clopper and Pearson) for a size that was fixed before.

    Examples
    --------
    >>> low, high = interval_at_the_end(3, 30)
    >>> round(low, 3), round(high, 3)
    (0.021, 0.265)
    """
    from scipy.stats import binomtest

    if not n:
        return 0.0, 1.0
    found = binomtest(wrong, n).proportion_ci(level, "exact")
    return float(found.low), float(found.high)


def needed_at_the_end(limit: float, truth: float, power: float = 0.8, level: float = 0.95) -> int | None:
    """Return how many edits to review to show that a share lies on the side of a limit on which it is.

    The test is exact and one-sided, and done once. None: more than anybody reviews.

    Examples
    --------
    >>> [needed_at_the_end(0.10, truth) for truth in (0.01, 0.05)]
    [46, 179]
    """
    for start in range(1, MOST, STEP):
        n = np.arange(start, start + STEP)
        enough = np.flatnonzero(_powers(n, limit, truth, level) >= power)
        if len(enough):
            return int(n[enough[0]])
    return None


def _powers(n: NDArray[np.int64], limit: float, truth: float, level: float) -> NDArray[np.float64]:
    """Return with which chance the exact test of each size shows on which side of a limit the truth is."""
    from scipy.stats import binom

    if truth < limit:  # the most wrong ones that are too few for the limit
        most = binom.ppf(1 - level, n, limit)
        most -= binom.cdf(most, n, limit) > 1 - level
        found: NDArray[np.float64] = binom.cdf(most, n, truth)
    else:
        least = binom.ppf(level, n, limit)
        least += binom.sf(least, n, limit) > 1 - level
        found = binom.sf(least, n, truth)
    return found


def needed_at_any_look(
    limit: float, truth: float, population: int = POPULATION, level: float = 0.95
) -> int | None:
    """Return after how many edits a review ends that is looked at all the time, if it finds the true share.

    None: the whole population does not tell.

    Examples
    --------
    >>> needed_at_any_look(0.10, 0.01) < needed_at_any_look(0.10, 0.05)
    True
    """

    def is_clear(n: int) -> bool:
        low, high = interval_at_any_look(round(truth * n), n, population, level)
        return high < limit if truth < limit else low > limit

    if not is_clear(population):
        return None
    unclear, clear = 0, population
    while clear - unclear > 1:
        middle = (unclear + clear) // 2
        if is_clear(middle):
            clear = middle
        else:
            unclear = middle
    return clear
