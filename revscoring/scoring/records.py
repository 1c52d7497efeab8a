"""Records of evaluations in plain data, as models keep them, and how their figures are written."""

from __future__ import annotations

from typing import TypedDict

from .wording import of_many

__all__ = ["EvaluationRecord", "Figure", "LabelRecord", "PointRecord", "figure_text"]


class Figure(TypedDict):
    """A share, and its interval of 95 %: None if it cannot be told, as from the edits of one author."""

    value: float
    low: float | None
    high: float | None


class PointRecord(TypedDict):
    """What a threshold does: the shares found, right when flagged, and flagged."""

    threshold: float
    recall: Figure | None
    precision: Figure | None
    match_rate: Figure | None


class LabelRecord(TypedDict):
    """How well a label is told: the chance to rank an observation with it above one without it."""

    n: int
    authors: int
    roc_auc_exact: Figure | None
    points: dict[str, PointRecord]


class EvaluationRecord(TypedDict):
    """An evaluation as a model keeps it, in plain data; the kind is time, groups, random or test."""

    kind: str
    name: str
    n: int
    authors: int
    accuracy: Figure | None
    labels: dict[str, LabelRecord]


def figure_text(figure: Figure | None, of: int = 100, *, short: bool = False) -> str:
    """Return a share as people count it, with its interval.

    >>> figure_text({"value": 0.914, "low": 0.84, "high": 0.953})
    '91 of 100 (84–95)'
    >>> figure_text({"value": 0.0561, "low": 0.04, "high": 0.0712}, 1000)
    '56 of 1,000 (40–71)'
    >>> figure_text({"value": 0.0561, "low": 0.04, "high": 0.0712}, short=True)
    '6 (4–7)'
    >>> figure_text({"value": 1.0, "low": None, "high": None})
    '100 of 100 (no interval)'
    >>> figure_text({"value": 0.9999, "low": 0.99, "high": 1.0})
    'over 99 of 100 (99–100)'
    """
    if figure is None:
        return "unknown"
    low, high = figure["low"], figure["high"]
    interval = "no interval" if low is None or high is None else f"{low * of:.0f}–{high * of:.0f}"
    return f"{of_many(figure['value'], of)}{'' if short else f' of {of:,}'} ({interval})"
