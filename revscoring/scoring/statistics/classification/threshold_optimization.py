"""The grammar of operating points: ``maximum recall @ precision >= 0.9``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from .formulas import STATISTICS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .scaled_prediction_statistics import ScaledPredictionStatistics

__all__ = ["ThresholdOptimization"]

LOW_IS_GOOD = frozenset({"match_rate", "fpr"})
"""Statistics that are better if they are low."""


class ThresholdStatistics(Protocol):
    """The statistics of a label at each threshold: `ScaledThresholdStatistics`."""

    thresholds: NDArray[np.float64]

    def column(self, statistic: str) -> NDArray[np.float64]: ...
    def __getitem__(self, row: int, /) -> tuple[float, ScaledPredictionStatistics]: ...


@dataclass(frozen=True, repr=False, eq=False)
class ThresholdOptimization:
    """The choice of a threshold by the greatest (least) value of a statistic, on a condition on another.

    Parameters
    ----------
    maximize : bool
        Whether the target should be greatest, rather than least.
    target_stat, cond_stat : str
        Names of statistics.
    greater : bool
        Whether the condition is ``>=`` or ``<=``.
    cond_value : float
        The number of the condition.

    Examples
    --------
    >>> optimization = ThresholdOptimization.parse("Maximum recall @ precision >= .9")
    >>> str(optimization)
    'maximum recall @ precision >= 0.9'
    """

    GRAMMAR: ClassVar[str] = "(maximum|minimum) <statistic> @ <statistic> (>=|<=) <number>"
    STRING_PATTERN: ClassVar[re.Pattern[str]] = re.compile(
        r"\s*(?P<direction>maximum|minimum)\s+(?P<target>!?[^\W\d]\w*)\s*@\s*(?P<condition>!?[^\W\d]\w*)"
        r"\s*(?P<operator>>=|<=)\s*(?P<value>[-+]?(?:\d+\.?\d*|\.\d+))\s*",
        re.IGNORECASE,
    )

    WORDS: ClassVar[str] = "<statistic> at <statistic> <share>"
    WORDS_PATTERN: ClassVar[re.Pattern[str]] = re.compile(
        r"\s*(?P<target>!?[^\W\d]\w*)\s+(?:at|@|where|with)\s+(?P<condition>!?[^\W\d]\w*)"
        r"\s*(?:of|=|is|(?P<operator>>=|<=))?\s*(?P<value>\d+\.?\d*|\.\d+)\s*(?P<percent>%)?\s*",
        re.IGNORECASE,
    )

    maximize: bool
    target_stat: str
    cond_stat: str
    greater: bool
    cond_value: float

    def __str__(self) -> str:
        direction, operator = ("minimum", "maximum")[self.maximize], ("<=", ">=")[self.greater]
        return f"{direction} {self.target_stat} @ {self.cond_stat} {operator} {self.cond_value}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}.parse({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ThresholdOptimization) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def get_optimal(
        self, threshold_statistics: ThresholdStatistics
    ) -> tuple[float, ScaledPredictionStatistics] | None:
        """Find the best threshold and the statistics at it; None if no threshold meets the condition.

        Raises
        ------
        KeyError
            If there is no statistic of that name.
        """
        index = self.optimal_index(threshold_statistics)
        return None if index is None else threshold_statistics[index]

    def optimize_from(self, threshold_statistics: ThresholdStatistics) -> float | None:
        """Find the best threshold, or None if no threshold meets the condition."""
        index = self.optimal_index(threshold_statistics)
        return None if index is None else float(threshold_statistics.thresholds[index])

    def optimal_index(self, threshold_statistics: ThresholdStatistics) -> int | None:
        """Find the row of the best threshold: of equals the highest (for a minimum, the lowest)."""
        import numpy as np

        target = threshold_statistics.column(self.target_stat)
        condition = threshold_statistics.column(self.cond_stat)
        with np.errstate(invalid="ignore"):
            holds = condition >= self.cond_value if self.greater else condition <= self.cond_value
        rows = np.flatnonzero(holds & ~np.isnan(target))
        if not len(rows):
            return None
        if self.maximize:
            return int(rows[::-1][np.argmax(target[rows[::-1]])])
        return int(rows[np.argmin(target[rows])])

    @classmethod
    def parse(cls, pattern: str) -> ThresholdOptimization:
        """Read the textual form, in letters of any case, with any white space, and nothing after the number.

        Also called `from_string` and `p`.

        Raises
        ------
        ValueError
            If the text is not of this form.
        """
        match = cls.STRING_PATTERN.fullmatch(pattern)
        if match is None:
            raise ValueError(f"{pattern!r} is not a threshold optimization; the form is {cls.GRAMMAR!r}.")
        return cls(
            match["direction"].lower() == "maximum",
            match["target"].lower(),
            match["condition"].lower(),
            match["operator"] == ">=",
            float(match["value"]),
        )

    from_string = p = parse

    @classmethod
    def from_words(cls, words: str) -> ThresholdOptimization:
        """Read ``recall at precision 0.8``: the best of a statistic where another is good enough.

        Statistics that are better if they are low (`LOW_IS_GOOD`) are minimized, and limited from above; the
        others are maximized, and limited from below. A share may be in percent. The textual form is read as
        well.

        Raises
        ------
        ValueError
            If the text is of neither form, or the share is not between 0 and 1.

        Examples
        --------
        >>> str(ThresholdOptimization.from_words("recall at precision 80 %"))
        'maximum recall @ precision >= 0.8'
        >>> str(ThresholdOptimization.from_words("match_rate at recall 0.75"))
        'minimum match_rate @ recall >= 0.75'
        >>> str(ThresholdOptimization.from_words("recall at fpr 0.01"))
        'maximum recall @ fpr <= 0.01'
        """
        if cls.STRING_PATTERN.fullmatch(words):
            return cls.parse(words)
        match = cls.WORDS_PATTERN.fullmatch(re.sub(r"(?i)\b(filter|match)\s+rate\b", r"\1_rate", words))
        if match is None:
            raise ValueError(f"{words!r} is not of the form {cls.WORDS!r}, nor of the form {cls.GRAMMAR!r}.")
        target, condition = match["target"].lower(), match["condition"].lower()
        for name in (target, condition):
            if name not in STATISTICS:
                raise ValueError(
                    f"{name!r} is not a statistic of thresholds, which are {', '.join(STATISTICS)}."
                )
        value = float(match["value"]) / (100 if match["percent"] else 1)
        if not 0 <= value <= 1:
            raise ValueError(f"{match['value']} is not a share between 0 and 1; write 80 % or 0.8.")
        greater = match["operator"] != "<=" if match["operator"] else condition not in LOW_IS_GOOD
        return cls(target not in LOW_IS_GOOD, target, condition, greater, value)
