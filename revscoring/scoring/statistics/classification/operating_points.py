"""Operating points: what happens if everything with a score from a threshold on is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .formulas import STATISTICS
from .intervals import count_clusters, prediction_interval
from .scaled_threshold_statistics import ScaledThresholdStatistics
from .threshold_optimization import ThresholdOptimization

__all__ = ["GOALS", "OperatingPoint", "operating_point", "operating_points"]

GOALS = {
    "maximum filter_rate @ recall >= 0.9": "find 9 of 10",
    "maximum filter_rate @ recall >= 0.75": "find 3 of 4",
    "maximum f1 @ recall >= 0": "balance (greatest F1)",
    "maximum recall @ precision >= 0.75": "3 of 4 flagged are right",
    "maximum recall @ precision >= 0.9": "9 of 10 flagged are right",
    "maximum recall @ fpr <= 0.01": "flag 1 of 100 others at most",
}
"""The most common choices of a threshold, from finding much to flagging little wrongly, in words."""

Interval = tuple[float, float]


class OperatingPoint(NamedTuple):
    """A threshold, and what it does: the statistics, and their intervals of 95 %.

    A statistic is None where it is undefined. Intervals are about whose edits are in the sample if that is
    known, else about which.
    """

    query: str
    threshold: float
    statistics: dict[str, float | None]
    intervals: dict[str, Interval | None]


def operating_point(
    statistics: ScaledThresholdStatistics, optimization: ThresholdOptimization | str
) -> OperatingPoint | None:
    """Find the threshold of an optimization and what it does; None if no threshold meets its condition.

    Examples
    --------
    >>> decisions = [k / 100 for k in range(100)]
    >>> statistics = ScaledThresholdStatistics(decisions, [d > 0.5 for d in decisions])
    >>> point = operating_point(statistics, "maximum filter_rate @ recall >= 0.75")
    >>> point.threshold, round(point.statistics["recall"], 2)
    (0.63, 0.76)
    >>> operating_point(statistics, "maximum recall @ precision >= 2") is None
    True
    """
    if isinstance(optimization, str):
        optimization = ThresholdOptimization.parse(optimization)
    row = optimization.optimal_index(statistics)
    if row is None:
        return None
    counts = [int(cells[row]) for cells in statistics.counts()]
    clusters = None
    if statistics.clusters is not None:
        places, has = statistics.observations()
        clusters = count_clusters(places >= row, has, statistics.clusters)
    values = {name: float(statistics.column(name)[row]) for name in STATISTICS}
    return OperatingPoint(
        str(optimization),
        float(statistics.thresholds[row]),
        {name: None if value != value else value for name, value in values.items()},
        {
            name: prediction_interval(counts, name, statistics.population_rate, clusters=clusters)
            for name in STATISTICS
        },
    )


def operating_points(statistics: ScaledThresholdStatistics) -> Iterator[tuple[str, OperatingPoint | None]]:
    """Generate (goal in words, operating point) of `GOALS`; None if no threshold meets the condition."""
    for query, goal in GOALS.items():
        yield goal, operating_point(statistics, query)
