"""How well a model does on each group of edits, with intervals by author."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..scoring.formats import label_name
from ..scoring.records import FEW_AUTHORS, FEW_EDITS, Figure, GroupingRecord, GroupRecord

if TYPE_CHECKING:
    from ..scoring.models.evaluation import Evaluation

__all__ = ["measure_groupings", "measure_groups"]

ALL = "all edits"


def measure_groupings(
    evaluation: Evaluation,
    groupings: Mapping[str, Sequence[str | None]],
    label: Any,
    threshold: float,
    ndigits: int | None = None,
) -> list[GroupingRecord]:
    """Return what `measure_groups` does for each grouping, after the same figures of all edits."""
    everything = _measure(evaluation, ALL, label, threshold, ndigits) if groupings else None
    return [
        {
            "by": name,
            "label": label_name(label),
            "threshold": threshold,
            "groups": [everything, *measure_groups(evaluation, groups, label, threshold, ndigits)],
        }
        for name, groups in groupings.items()
        if everything is not None
    ]


def measure_groups(
    evaluation: Evaluation,
    groups: Sequence[str | None],
    label: Any,
    threshold: float,
    ndigits: int | None = None,
) -> list[GroupRecord]:
    """Return how well edits of each group are told, the largest group first, and "unknown" last.

    Parameters
    ----------
    evaluation : Evaluation
        Scores of edits by models that did not see them.
    groups : sequence
        The group of each of these edits, in the same order; None if it is unknown.
    label : object
        The label that errors are about, such as True.
    threshold : float
        Edits with scores from here are flagged. The same threshold is applied to every group.
    ndigits : int, optional
        Round scores to so many digits first, as the statistics that the threshold is from.

    Returns
    -------
    list of GroupRecord
        No group is left out. A figure is None if it rests on fewer than `FEW_EDITS` edits or on those of
        fewer than `FEW_AUTHORS` authors: recall on those with the label, the false positive rate on those
        without it, and the ranking on both. Figures are not scaled to rates in the population, because the
        rates of groups differ; none of these depends on them.
    """
    names = np.asarray(["unknown" if group is None else group for group in groups])
    sizes = Counter(names.tolist())
    order = sorted(sizes, key=lambda name: (name == "unknown", -sizes[name], name))
    return [
        _measure(evaluation.select(np.flatnonzero(names == name)), name, label, threshold, ndigits)
        for name in order
    ]


def _measure(
    evaluation: Evaluation, name: str, label: Any, threshold: float, ndigits: int | None
) -> GroupRecord:
    has = evaluation.has(label)
    authors = np.asarray([str(author) for author in evaluation.authors])

    def enough(edits: Any) -> bool:
        return bool(edits.sum() >= FEW_EDITS and len(set(authors[edits])) >= FEW_AUTHORS)

    enough_with, enough_without = enough(has), enough(~has)

    def statistic(field: str, known: bool) -> Figure | None:
        return evaluation.statistic(field, label, threshold, ndigits) if known else None

    return {
        "name": name,
        "n": len(evaluation.labels),
        "positives": int(has.sum()),
        "authors": len(set(authors)),
        "roc_auc_exact": evaluation.ranking(label) if enough_with and enough_without else None,
        "recall": statistic("recall", enough_with),
        "fpr": statistic("fpr", enough_without),
    }
