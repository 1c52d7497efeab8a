"""Records of evaluations in plain data, as models keep them, and how their figures are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from .wording import interval_words, of_many

__all__ = [
    "FEW_AUTHORS",
    "FEW_EDITS",
    "GROUPED",
    "RANDOM",
    "SAME",
    "TIME",
    "EvaluationRecord",
    "Figure",
    "GroupRecord",
    "GroupingRecord",
    "LabelRecord",
    "PointRecord",
    "figure_text",
    "without_the_same",
]

TIME, GROUPED, RANDOM = "time", "groups", "random"
"""Kinds of evaluations: the newest edits, folds that keep groups together, folds at random."""

FEW_EDITS = 30
"""A share of fewer edits is too rough to say anything about a group."""

FEW_AUTHORS = 10
"""A share of the edits of fewer authors is about these people, not about a group."""

SAME = 0.01
"""Evaluations whose figures differ by less say the same, and so do two ways to compute an area."""


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


class GroupRecord(TypedDict):
    """How well the edits of a group are told; a figure is None if there are too few edits or authors."""

    name: str
    n: int
    positives: int
    authors: int
    roc_auc_exact: Figure | None
    recall: Figure | None
    fpr: Figure | None


class GroupingRecord(TypedDict):
    """How well edits are told by group, at one threshold of a label; the first group is all edits."""

    by: str
    label: str
    threshold: float
    groups: list[GroupRecord]


class _Measured(TypedDict):
    kind: str
    name: str
    n: int
    authors: int
    accuracy: Figure | None
    labels: dict[str, LabelRecord]


class EvaluationRecord(_Measured, total=False):
    """An evaluation as a model keeps it, in plain data; the kind is time, groups, random or test.

    Only those that the groups of editors, pages and years were measured in have ``groups``.
    """

    groups: list[GroupingRecord]


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
    interval = interval_words(None if low is None or high is None else (low, high), of) or " (no interval)"
    return f"{of_many(figure['value'], of)}{'' if short else f' of {of:,}'}{interval}"


def without_the_same(evaluations: Sequence[EvaluationRecord]) -> list[EvaluationRecord]:
    """Return evaluations without the folds at random, if folds that keep groups together say the same."""
    values = {
        one.get("kind"): {
            label: (found["roc_auc_exact"] or {"value": 0})["value"] for label, found in one["labels"].items()
        }
        for one in evaluations
    }
    grouped, random = values.get(GROUPED), values.get(RANDOM)
    same = grouped and random and all(abs(grouped[label] - random[label]) <= SAME for label in grouped)
    return [one for one in evaluations if not (same and one.get("kind") == RANDOM)]
