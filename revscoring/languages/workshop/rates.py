"""How many times likelier something is in one text than in another, with an interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Ratio", "rate_ratio"]


@dataclass(frozen=True)
class Ratio:
    """A ratio of two rates with its 95 % interval.

    Attributes
    ----------
    ratio, low, high : float
        `high` may be infinite.
    """

    ratio: float
    low: float
    high: float


def rate_ratio(damaged: int, damaged_words: int, survived: int, survived_words: int) -> Ratio | None:
    """Return how many times likelier something is in damage than in text that survived.

    Of all occurrences, the share in damage follows a binomial distribution whose probability depends on
    the ratio and on the amounts of text; the interval is that share's score interval, which holds for
    few occurrences too. The ratio itself counts one occurrence more, shared out by the amounts of text.

    Parameters
    ----------
    damaged, survived : int
        Occurrences.
    damaged_words, survived_words : int
        Words in which they were looked for.

    Returns
    -------
    Ratio or None
        None where there are no words on one of the sides.

    References
    ----------
    J. Przyborowski, H. Wilenski, "Homogeneity of results in testing samples from Poisson series",
    Biometrika 31 (1940), 313-323, for the conditional distribution. E. B. Wilson, "Probable inference,
    the law of succession, and statistical inference", Journal of the American Statistical Association
    22 (1927), 209-212, for the interval.

    Examples
    --------
    >>> found = rate_ratio(20, 1_000, 10, 10_000)
    >>> round(found.ratio, 1), round(found.low, 1), round(found.high, 1)
    (18.4, 9.5, 42.0)
    >>> rate_ratio(0, 100, 20, 10_000).low, rate_ratio(0, 0, 10, 10_000)
    (0.0, None)
    """
    if not damaged_words or not survived_words:
        return None
    more = survived_words / damaged_words
    share = 1 / (1 + more)
    ratio = (damaged + share) / (survived + 1 - share) * more
    low, high = (more * _odds(p) for p in _score_interval(damaged, damaged + survived))
    return Ratio(ratio, low, high)


def _score_interval(successes: int, trials: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a proportion."""
    square = 1.959964**2
    if not trials:
        return 0.0, 1.0
    rate = successes / trials
    middle = rate + square / (2 * trials)
    half = math.sqrt(square * (rate * (1 - rate) / trials + square / (4 * trials**2)))
    whole = 1 + square / trials
    low = 0.0 if not successes else (middle - half) / whole
    high = 1.0 if successes == trials else (middle + half) / whole
    return low, high


def _odds(probability: float) -> float:
    return math.inf if probability == 1 else probability / (1 - probability)
