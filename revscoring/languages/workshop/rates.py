"""Ratios of two rates, with intervals: how many times likelier is a word in damage than elsewhere?"""

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

    The share of all occurrences that are in damage follows a binomial distribution, whose probability
    depends on the ratio and on the amounts of text. The interval comes from Wilson's interval of that
    share, which holds for few occurrences too. The ratio itself counts one more occurrence, divided
    between the two sides by their amounts of text.

    Parameters
    ----------
    damaged, survived : int
        Occurrences.
    damaged_words, survived_words : int
        Words of text on each side.

    Returns
    -------
    Ratio or None
        None if one of the sides has no words.

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
    from scipy.stats import binomtest

    if not damaged_words or not survived_words:
        return None
    relative_size = survived_words / damaged_words
    share = 1 / (1 + relative_size)
    ratio = (damaged + share) / (survived + 1 - share) * relative_size
    if not damaged + survived:
        return Ratio(ratio, 0.0, math.inf)
    shares = binomtest(damaged, damaged + survived).proportion_ci(method="wilson")
    return Ratio(ratio, relative_size * _odds(shares.low), relative_size * _odds(shares.high))


def _odds(probability: float) -> float:
    return math.inf if probability == 1 else float(probability / (1 - probability))
