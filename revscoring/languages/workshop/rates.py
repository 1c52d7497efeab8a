"""Ratios of two rates, with intervals: how many times likelier is a word in reverted text?"""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Counts", "Ratio", "rate_ratio"]


@dataclass
class Counts:
    """Numbers of lines, words or occurrences, in text that survived and in text that was reverted."""

    survived: int = 0
    reverted: int = 0

    def add(self, number: int, *, reverted: bool) -> None:
        """Add a number on one of the sides."""
        if reverted:
            self.reverted += number
        else:
            self.survived += number


@dataclass(frozen=True)
class Ratio:
    """A ratio of two rates with the ends of its 95 % interval; `high` may be infinite."""

    ratio: float
    low: float
    high: float


def rate_ratio(occurrences: Counts, words: Counts) -> Ratio | None:
    """Return how many times likelier something is in text that was reverted than in text that survived.

    The share of all occurrences that are in reverted text follows a binomial distribution, whose probability
    depends on the ratio and on the amounts of text. The interval comes from Wilson's interval of that
    share, which holds for few occurrences too. The ratio itself counts one more occurrence, divided
    between the two sides by their amounts of text.

    Parameters
    ----------
    occurrences, words : Counts
        How often it occurs, and in how many words of text. If one of the sides has no words, return None.

    References
    ----------
    J. Przyborowski, H. Wilenski, "Homogeneity of results in testing samples from Poisson series",
    Biometrika 31 (1940), 313-323, for the conditional distribution. E. B. Wilson, "Probable inference,
    the law of succession, and statistical inference", Journal of the American Statistical Association
    22 (1927), 209-212, for the interval.

    Examples
    --------
    >>> found = rate_ratio(Counts(survived=10, reverted=20), Counts(10_000, 1_000))
    >>> round(found.ratio, 1), round(found.low, 1), round(found.high, 1)
    (18.4, 9.5, 42.0)
    >>> rate_ratio(Counts(20, 0), Counts(10_000, 100)).low, rate_ratio(Counts(10, 0), Counts(10_000, 0))
    (0.0, None)
    """
    if not words.reverted or not words.survived:
        return None
    relative_size = words.survived / words.reverted
    share = 1 / (1 + relative_size)
    ratio = (occurrences.reverted + share) / (occurrences.survived + 1 - share) * relative_size
    total = occurrences.reverted + occurrences.survived
    if not total:
        return Ratio(ratio, 0.0, math.inf)
    from scipy.stats import binomtest

    shares = binomtest(occurrences.reverted, total).proportion_ci(method="wilson")
    return Ratio(ratio, relative_size * _odds(shares.low), relative_size * _odds(shares.high))


def _odds(probability: float) -> float:
    return math.inf if probability == 1 else float(probability / (1 - probability))
