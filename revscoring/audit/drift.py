"""Drift: how far edits are from those that a model learned from.

A model file keeps a profile of its training data: quantiles of each feature, a histogram of scores. New
edits are counted between the same edges; the population stability index (PSI) says how far the shares
are apart. What chance adds is taken off, so the number of edits does not matter: an alarm is about size.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..scoring.records import Figure

__all__ = ["SCORE", "ColumnDrift", "ColumnProfile", "Profile", "find_drift", "profile_of"]

#: Shares that quantiles divide the training data into.
BINS: Final = 20

#: The size from which a difference is an alarm, if its interval begins above the second one.
ALARM: Final = 0.2
SURE: Final = 0.1

#: How many times edits are drawn again for an interval, and how many groups of users are drawn at most.
DRAWS: Final = 400
MOST_CLUSTERS: Final = 1000

#: What the column of scores is called, and where it is divided: models of two folds differ in the digits.
SCORE: Final = "score"
SCORE_EDGES: Final = [tenth / 10 for tenth in range(1, 10)]


class ColumnProfile(TypedDict):
    """How the values of a feature were distributed: edges, the counts between them, and of missing values."""

    edges: list[float]
    counts: list[int]


class Profile(TypedDict):
    """What is kept of training data: how many edits, their features and scores, and the shares of labels."""

    edits: int
    columns: dict[str, ColumnProfile]
    rates: dict[str, float]


class ColumnDrift(TypedDict):
    """How far the values of a feature are from the profile.

    ``psi`` is the index, with an interval of 95 %; ``median`` is that of the profile and of now; ``constant``
    is whether all edits have the same value now, and had not; ``missing`` is the share without a value.
    """

    name: str
    psi: Figure
    alarm: bool
    median: tuple[float | None, float | None]
    constant: bool
    missing: float


def profile_of(columns: Mapping[str, ArrayLike], labels: Sequence[str] = ()) -> Profile:
    """Return the profile of edits: their values by name of feature, and their labels.

    Examples
    --------
    >>> profile_of({"feature.is_anon": [0.0, 0.0, 1.0, float("nan")]}, ["true", "false", "false", "false"])
    {'edits': 4, 'columns': {'feature.is_anon': {'edges': [0.0], 'counts': [2, 1, 1]}}, 'rates': {'false': 0.75, 'true': 0.25}}
    """  # noqa: E501
    found: dict[str, ColumnProfile] = {}
    edits = len(labels)
    for name, values in columns.items():
        known = np.asarray(values, dtype=float)
        edits = len(known)
        finite = known[np.isfinite(known)]
        edges: list[float] = list(SCORE_EDGES) if name == SCORE else []
        if len(finite) and name != SCORE:
            quantiles = np.quantile(finite, np.arange(1, BINS) / BINS, method="inverted_cdf")
            edges = sorted({float(f"{edge:.6g}") for edge in quantiles})
            if len(edges) > 1 and edges[-1] >= finite.max():  # nothing is above it
                edges.pop()
        found[name] = {"edges": edges, "counts": _count(known, edges).tolist()}
    names = sorted(set(labels))
    return {
        "edits": edits,
        "columns": found,
        "rates": {name: sum(label == name for label in labels) / edits for name in names},
    }


def _bins(values: NDArray[np.float64], edges: Sequence[float]) -> NDArray[np.int64]:
    """Return between which edges values lie; missing ones are in the last bin."""
    bins = np.searchsorted(np.asarray(edges, dtype=float), values, side="left")
    return np.where(np.isnan(values), len(edges) + 1, bins).astype(np.int64)


def _count(values: NDArray[np.float64], edges: Sequence[float]) -> NDArray[np.int64]:
    return np.bincount(_bins(values, edges), minlength=len(edges) + 2)


def find_drift(
    profile: Profile,
    columns: Mapping[str, ArrayLike],
    users: Sequence[Hashable] | None = None,
    seed: int = 0,
) -> list[ColumnDrift]:
    """Compare edits with a profile, the largest difference first.

    Parameters
    ----------
    profile : Profile
    columns : dict of str to array
        Values by name of feature, NaN where there is none; those that the profile lacks are left out.
    users : sequence, optional
        Who made each edit: edits of one user resemble each other. Without it they are taken one by one.
    seed : int
        Of the draws of the intervals.
    """
    random = np.random.default_rng(seed)
    groups: NDArray[np.int64] | None = None
    if users is not None:
        numbers: dict[Hashable, int] = {}
        groups = np.asarray([numbers.setdefault(user, len(numbers)) for user in users], dtype=np.int64)
        if len(numbers) == len(groups):
            groups = None  # one edit each
        elif len(numbers) > MOST_CLUSTERS:
            groups = random.integers(0, MOST_CLUSTERS, len(numbers))[groups]
    found = []
    for name, values in columns.items():
        if name in profile["columns"] and len(known := np.asarray(values, dtype=float)):
            found.append(_column(name, profile["columns"][name], known, groups, random))
    return sorted(found, key=lambda one: (-one["psi"]["value"], one["name"]))


def _column(
    name: str,
    before: ColumnProfile,
    values: NDArray[np.float64],
    groups: NDArray[np.int64] | None,
    random: np.random.Generator,
) -> ColumnDrift:
    edges = before["edges"]
    bins = _bins(values, edges)
    old, new = np.asarray(before["counts"], dtype=float), np.bincount(bins, minlength=len(edges) + 2)
    drawn_old = random.multinomial(int(old.sum()), old / old.sum(), size=DRAWS)
    if groups is None:
        drawn_new: NDArray[Any] = random.multinomial(len(values), new / len(values), size=DRAWS)
    else:
        size, width = int(groups.max()) + 1, len(new)
        table = np.bincount(groups * width + bins, minlength=size * width).reshape(size, width)
        drawn_new = random.multinomial(size, np.full(size, 1 / size), size=DRAWS) @ table
    psi, drawn = float(_psi(old, new)), _psi(drawn_old, drawn_new)
    low, high = (2 * psi - float(np.quantile(drawn, end)) for end in (0.975, 0.025))
    value = max(2 * psi - float(drawn.mean()), 0.0)
    figure: Figure = {"value": value, "low": min(max(low, 0.0), value), "high": max(high, value)}
    finite = values[np.isfinite(values)]
    return {
        "name": name,
        "psi": figure,
        "alarm": value > ALARM and max(low, 0.0) > SURE,
        "median": (_median(before), float(np.median(finite)) if len(finite) else None),
        "constant": bool(len(values) > 1 and (old > 0).sum() > 1 and len(np.unique(finite)) <= 1),
        "missing": float(np.isnan(values).mean()),
    }


def _psi(old: NDArray[Any], new: NDArray[Any]) -> NDArray[np.float64]:
    """Return the index of counts, by the last axis; half an edit is added to each bin."""
    shares = [
        (counts + 0.5) / (counts.sum(axis=-1, keepdims=True) + 0.5 * counts.shape[-1])
        for counts in (old, new)
    ]
    found: NDArray[np.float64] = ((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum(axis=-1)
    return found


def _median(column: ColumnProfile) -> float | None:
    """Return the edge below which half of the values lie; above all edges it is not known."""
    counts = column["counts"][:-1]
    half, below = sum(counts) / 2, 0
    for edge, count in zip(column["edges"], counts, strict=False):
        below += count
        if below >= half:
            return edge
    return column["edges"][-1] if column["edges"] and not math.isnan(half) else None
