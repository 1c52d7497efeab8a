"""How far people agree who judge the same edits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

__all__ = ["agreement", "agreement_interval"]

#: Samples of the bootstrap.
SAMPLES = 1_000


def _counts(judgements: Sequence[Mapping[str, Hashable]]) -> list[list[int]]:
    values = sorted({value for one in judgements for value in one.values() if value is not None}, key=repr)
    counted = [Counter(one.values()) for one in judgements]
    rows = [[one[value] for value in values] for one in counted]
    return [row for row in rows if sum(row) > 1]


def _alpha(counts: Sequence[Sequence[int]]) -> float | None:
    import krippendorff

    if sum(any(row[side] for row in counts) for side in range(len(counts[0]) if counts else 0)) < 2:
        return None
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def agreement(judgements: Sequence[Mapping[str, Hashable]]) -> float | None:
    """Return Krippendorff's alpha for judgements without an order.

    Parameters
    ----------
    judgements : sequence of mapping
        Person → what that person says of an edit, or None; one mapping an edit.

    Returns
    -------
    float or None
        1 if all agree, 0 if they agree as often as by chance. None if no edit has two judgements, or all say
        the same.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability.

    Examples
    --------
    >>> agreement([{"Ann": "stay", "Ben": "stay"}, {"Ann": "revert", "Ben": "revert"}, {"Ann": "stay"}])
    1.0
    """
    return _alpha(_counts(judgements))


def agreement_interval(
    judgements: Sequence[Mapping[str, Hashable]], level: float = 0.95
) -> tuple[float, float] | None:
    """Return an interval of `agreement` by bootstrap over the edits; None where there is no agreement.

    Examples
    --------
    >>> same, other = {"Ann": 1, "Ben": 1}, {"Ann": 2, "Ben": 1}
    >>> low, high = agreement_interval([same, {"Ann": 2, "Ben": 2}, other] * 20)
    >>> low < agreement([same, {"Ann": 2, "Ben": 2}, other] * 20) < high
    True
    """
    import numpy as np

    counts = np.array(_counts(judgements))
    if _alpha(counts.tolist()) is None:
        return None
    chooser = np.random.default_rng(0)
    draws = [counts[chooser.integers(len(counts), size=len(counts))] for _ in range(SAMPLES)]
    found = [alpha for draw in draws if (alpha := _alpha(draw.tolist())) is not None]
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
