"""Audits: how the errors of a model fall on groups of edits, at one threshold, with intervals.

No group is left out. A figure of too few edits is not given; instead it is said how many more are needed.
Groups are compared with a reference; what differs after Benjamini and Hochberg's correction is a finding.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypedDict

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from ..scoring.records import FEW_AUTHORS, FEW_EDITS, Figure
from ..scoring.statistics.classification import ScaledThresholdStatistics, ThresholdOptimization
from . import intervals
from .rows import ScoredRow, clusters_of

__all__ = [
    "DEFAULT_QUESTION",
    "Audit",
    "AuditError",
    "Comparison",
    "GroupAudit",
    "Grouped",
    "audit",
    "threshold_at",
]

DEFAULT_QUESTION: Final = "maximum filter_rate @ recall >= 0.75"

#: With so small an adjusted probability, a difference is a finding.
ALPHA: Final = 0.05

SHARES: Final = ("rate", "flagged", "recall", "fpr", "precision")
#: What is compared between groups, and tested.
COMPARED: Final = ("flagged", "recall", "fpr", "precision", "auc")


class AuditError(ValueError):
    """An audit cannot be made of these rows; the message says why."""


class Comparison(TypedDict):
    """A figure of a group against that of the reference.

    ``figure`` is the ratio of shares, or the difference of areas; ``p`` is adjusted for all comparisons.
    """

    figure: Figure | None
    p: float
    finding: bool


class GroupAudit(TypedDict):
    """What is found of a group.

    ``figures`` has all measures: None if there are too few edits, and then ``needed`` says about how many
    more edits of the group it takes. ``of`` has the number of edits that each rests on.
    """

    name: str
    n: int
    good: int
    bad: int
    users: int
    figures: dict[str, Figure | None]
    of: dict[str, int]
    needed: dict[str, int]
    against: dict[str, Comparison]


class Grouped(TypedDict):
    """The groups of a grouping, the largest first, and which of them is the reference."""

    by: str
    reference: str
    groups: list[GroupAudit]


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    Attributes
    ----------
    label : str or None
        The field with the label.
    question : str or None
        Which threshold was asked for.
    threshold : float
        Edits with scores from here are flagged.
    cluster : str
        Edits with the same value of this are taken to resemble each other.
    everything : GroupAudit
        The figures of all edits.
    groupings : list of Grouped
    """

    label: str | None
    question: str | None
    threshold: float
    cluster: str
    everything: GroupAudit
    groupings: list[Grouped]

    def to_json(self) -> dict[str, Any]:
        """Return the audit in plain data."""
        return {
            "label": self.label,
            "at": self.question,
            "threshold": self.threshold,
            "cluster": self.cluster,
            "all": self.everything,
            "groupings": self.groupings,
        }

    def table(self, by: str | None = None) -> list[dict[str, Any]]:
        """Return a row for each group of a grouping, by default the first, with the values of its figures."""
        found = next(one for one in self.groupings if by in (None, one["by"]))
        return [
            {
                "group": group["name"],
                "n": group["n"],
                **{name: None if one is None else one["value"] for name, one in group["figures"].items()},
            }
            for group in found["groups"]
        ]

    def worst(self) -> tuple[str, GroupAudit] | None:
        """Return the grouping and the group whose good edits are flagged most often against the reference."""
        found = [
            (comparison["figure"]["value"], grouping["by"], group)
            for grouping in self.groupings
            for group in grouping["groups"]
            if (comparison := group["against"].get("fpr")) and comparison["figure"] and comparison["finding"]
        ]
        return max(found, key=lambda one: one[0])[1:] if found else None


def threshold_at(scores: Any, bad: Any, question: str) -> float:
    """Return the threshold of a question, such as "maximum recall @ precision >= 0.9", on these edits.

    Raises
    ------
    AuditError
        If the question is not understood, or no threshold does what is asked for.
    """
    try:
        optimization = ThresholdOptimization.from_words(question)
    except ValueError as error:
        raise AuditError(str(error).rstrip(".")) from None
    found = optimization.optimize_from(ScaledThresholdStatistics(scores, bad))
    if found is None:
        raise AuditError(f"no threshold of these edits reaches {question!r}")
    return float(found)


def audit(
    rows: Sequence[ScoredRow],
    groups: Mapping[str, Sequence[str | None]],
    at: str | float = DEFAULT_QUESTION,
    *,
    label: str | None = None,
    cluster: str | None = None,
    reference: str | None = None,
    question: str | None = None,
) -> Audit:
    """Find how the errors at a threshold fall on groups of edits.

    Parameters
    ----------
    rows : sequence of ScoredRow
        With scores and labels.
    groups : mapping
        Name of a grouping → the group of each row; None where it is unknown.
    at : str or float
        A threshold, or a question that these rows are asked, such as "maximum recall @ precision >= 0.9".
    label : str, optional
        What the label is called.
    cluster : str, optional
        Which edits resemble each other: those of a "user", a "page", or with the same value of a field.
    reference : str, optional
        The group that others are compared with; by default the largest of each grouping.
    question : str, optional
        The question that a threshold is the answer to, if it is known.

    Raises
    ------
    AuditError
        If there are no rows, or no threshold does what is asked for.

    Examples
    --------
    >>> rows = [ScoredRow(n, n, 0.9 if n % 3 == 0 else 0.1, n % 4 == 0, f"user {n}") for n in range(240)]
    >>> found = audit(rows, {"half": ["old" if n < 120 else "new" for n in range(240)]}, at=0.5)
    >>> found.table()[0]["fpr"], found.everything["figures"]["recall"]["value"]
    (0.3333333333333333, 0.3333333333333333)
    """
    if not rows:
        raise AuditError("there is no edit with a score and a label")
    scores = np.asarray([row.score for row in rows], dtype=np.float64)
    bad = np.asarray([bool(row.label) for row in rows])
    asked = at if isinstance(at, str) else question
    threshold = threshold_at(scores, bad, at) if isinstance(at, str) else at
    clusters = intervals.number_clusters(clusters_of(rows, cluster))
    measured = _Measured(scores, bad, scores >= threshold, clusters, _known(rows, cluster))
    everything = measured.group("all edits", np.ones(len(rows), dtype=bool))
    groupings = [_grouped(measured, name, of, reference) for name, of in groups.items()]
    if reference is not None and not any(one["reference"] == reference for one in groupings):
        raise AuditError(f"there is no group {reference!r} to compare with")
    _correct(groupings)
    return Audit(label, asked, threshold, cluster or "user", everything, groupings)


def _known(rows: Sequence[ScoredRow], cluster: str | None) -> bool:
    """Return whether it is known of most edits whose they are."""
    unknown = sum(isinstance(one, tuple) for one in clusters_of(rows, cluster))
    return unknown * 2 < len(rows)


Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class _Measured:
    scores: NDArray[np.float64]
    bad: Flags
    flagged: Flags
    clusters: NDArray[np.int64]
    authors_known: bool

    def counted(self, name: str, member: Flags) -> intervals.Count:
        """Return a share of a group as a count: which edits have the property, of which edits."""
        of, which = {
            "rate": (member, self.bad),
            "flagged": (member, self.flagged),
            "recall": (member & self.bad, self.flagged),
            "fpr": (member & ~self.bad, self.flagged),
            "precision": (member & self.flagged, self.bad),
        }[name]
        return intervals.count(which[of], self.clusters[of])

    def group(self, name: str, member: Flags) -> GroupAudit:
        """Return the figures of a group."""
        good, bad, others = member & ~self.bad, member & self.bad, ~member
        n = int(member.sum())
        sides: dict[str, tuple[Flags, ...]] = {
            "rate": (member,),
            "flagged": (member,),
            "recall": (bad,),
            "fpr": (good,),
            "precision": (member & self.flagged,),
            "auc": (good, bad),
            "bpsn": (good, others & self.bad),
            "bnsp": (others & ~self.bad, bad),
            "balance": (good,),
            "calibration": (member,),
        }
        if not others.any():
            del sides["bpsn"], sides["bnsp"]
        found: GroupAudit = {
            "name": name,
            "n": n,
            "good": int(good.sum()),
            "bad": int(bad.sum()),
            "users": len(np.unique(self.clusters[member])),
            "figures": {},
            "of": {},
            "needed": {},
            "against": {},
        }
        for measure, of in sides.items():
            found["of"][measure] = min(int(side.sum()) for side in of)
            missing = max(
                self._missing(side, side & member if (side & member).any() else member, n) for side in of
            )
            found["figures"][measure] = None if missing else self._figure(measure, member, of)
            if missing:
                found["needed"][measure] = missing
        return found

    def _missing(self, side: Flags, own: Flags, n: int) -> int:
        """Return about how many more edits of a group it takes to have enough on a side; 0 if there are."""
        count = int(side.sum())
        few = FEW_EDITS - count
        if self.authors_known and few <= 0:
            authors = len(np.unique(self.clusters[side]))
            few = math.ceil((FEW_AUTHORS - authors) * count / authors) if authors < FEW_AUTHORS else 0
        if few <= 0:
            return 0
        share = count / n if count and n else max(float(self.bad.mean()), 1 / len(self.bad))
        return math.ceil(few / min(1.0, share))

    def _figure(self, measure: str, member: Flags, of: tuple[Flags, ...]) -> Figure | None:
        if measure in SHARES:
            return intervals.share(self.counted(measure, member))
        if measure in ("auc", "bpsn", "bnsp"):
            goods, bads = of
            numbers = np.concatenate([self.clusters[goods], self.clusters[bads]])
            return intervals.auc(self.scores[goods], self.scores[bads], numbers)
        values = self.scores if measure == "balance" else self.scores - self.bad
        return intervals.mean(values[of[0]], self.clusters[of[0]])


def _grouped(measured: _Measured, by: str, groups: Sequence[str | None], reference: str | None) -> Grouped:
    names = np.asarray(["unknown" if group is None else group for group in groups], dtype=object)
    sizes = Counter(names.tolist())
    order = sorted(sizes, key=lambda name: (name == "unknown", -sizes[name], name))
    compared = reference if reference is not None and reference in sizes else order[0]
    members = {name: np.asarray(names == name, dtype=bool) for name in order}
    found = [measured.group(name, members[name]) for name in order]
    (base,) = (group for group in found if group["name"] == compared)
    for group in found:
        if group is not base:
            for measure in COMPARED:
                one, other = group["figures"][measure], base["figures"][measure]
                if one is None or other is None:
                    continue
                if measure == "auc":
                    figure: Figure | None = intervals.difference(one, other)
                    p = intervals.values_differ(one, other)
                else:
                    counts = (
                        measured.counted(measure, members[group["name"]]),
                        measured.counted(measure, members[compared]),
                    )
                    figure, p = intervals.ratio(*counts), intervals.same_share(*counts)
                group["against"][measure] = {"figure": figure, "p": p, "finding": False}
    return {"by": by, "reference": compared, "groups": found}


def _correct(groupings: Sequence[Grouped]) -> None:
    """Adjust the probabilities of all comparisons for their number."""
    every = [
        one for grouping in groupings for group in grouping["groups"] for one in group["against"].values()
    ]
    if every:
        for one, p in zip(every, stats.false_discovery_control([one["p"] for one in every]), strict=True):
            one["p"], one["finding"] = float(p), bool(p <= ALPHA)
