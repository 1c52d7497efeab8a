"""The price table: what it costs, and whom it spares, to make the errors of a model more even.

A model is tested as it is, trained without the features that tell who edits, and with a threshold for each
group. Each is measured twice: asked the same question, so that it finds as much; and with the same share of
edits flagged, so that people have as much to look at. All ways learn from, and are tested on, the same parts.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypedDict

import numpy as np
from numpy.typing import NDArray

from ..features import who_features
from ..scoring.models.cross_validation import cross_validated_scores
from ..scoring.records import FEW_EDITS, Figure, figure_text
from ..scoring.wording import interval_words, of_many
from . import intervals
from .auditing import DEFAULT_QUESTION, AuditError, threshold_at
from .rows import score_value

if TYPE_CHECKING:
    from ..scoring.models import Classifier

__all__ = ["AS_IS", "WAYS", "Price", "PriceTable", "price", "price_sentences"]

AS_IS: Final = "as is"
NO_WHO: Final = "no-who"

#: Ways to compare → in words.
WAYS: Final[Mapping[str, str]] = {
    AS_IS: "as it is",
    NO_WHO: "trained without features about who edits",
    "group-thresholds": "a threshold for each group, so that good edits are flagged equally often",
    "group-precision": "a threshold for each group, so that flagged edits are equally often right",
}

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Price(TypedDict):
    """What a way does; ``setting`` is "question" or "workload", ``fpr`` and ``ratio`` are by group."""

    way: str
    setting: str
    recall: Figure | None
    precision: Figure | None
    flagged: Figure | None
    fpr: dict[str, Figure | None]
    ratio: dict[str, Figure | None]


class PriceTable(TypedDict):
    """The prices of all ways."""

    at: str
    n: int
    by: str
    reference: str
    who: list[str]
    prices: list[Price]


def price(
    model: Classifier,
    value_labels: Sequence[tuple[Any, Any]],
    division: Sequence[tuple[list[int], list[int]]],
    groups: Sequence[str | None],
    ways: Sequence[str],
    *,
    at: str = DEFAULT_QUESTION,
    wanted: Any = True,
    clusters: Sequence[Any] | None = None,
    by: str = "editor",
    processes: int | None = 1,
    fold_done: Callable[[], object] = int,
) -> PriceTable:
    """Measure ways to make the errors of a model more even.

    Parameters
    ----------
    model : Classifier
        It does not change: copies of it are trained.
    value_labels : sequence of (values, label)
    division : list of (training indices, test indices)
        See `revscoring.scoring.models.cross_validation.divide`.
    groups : sequence
        The group of each observation.
    ways : sequence of str
        Of `WAYS`; what the model does as it is, is always measured.
    at : str
        The question, which is asked of each way.
    wanted : object
        The label of damage.
    clusters : sequence, optional
        Which observations resemble each other.
    by : str
        What the grouping is called.

    Raises
    ------
    AuditError
        If a way is not possible, or the question has no answer.
    """
    who = who_features(model.features)
    if unknown := [way for way in ways if way not in WAYS]:
        raise AuditError(f"{unknown[0]!r} is no way to compare: {', '.join(list(WAYS)[1:])}")
    if NO_WHO in ways and len(who) in (0, len(model.features)):
        has = "no feature tells" if not who else "all features tell"
        raise AuditError(f"{has} who edits, so there is nothing to compare with {NO_WHO}")
    scores, order = _test(model, value_labels, division, wanted, processes, fold_done)
    bad = np.asarray([value_labels[place][1] == wanted for place in order])
    names = np.asarray(
        ["unknown" if groups[place] is None else groups[place] for place in order], dtype=object
    )
    numbers = np.arange(len(order))
    if clusters is not None:
        numbers = intervals.number_clusters([clusters[place] for place in order])
    sizes = {name: int((names == name).sum()) for name in dict.fromkeys(names.tolist())}
    reference = max(sizes, key=lambda name: (name != "unknown", sizes[name]))
    found: list[Price] = []
    share = 0.0
    for way in dict.fromkeys([AS_IS, *ways]):
        decisions = scores
        if way == NO_WHO:
            left_out = set(map(id, who))
            kept = [place for place, feature in enumerate(model.features) if id(feature) not in left_out]
            fewer = copy.copy(model)
            fewer.features = tuple(model.features[place] for place in kept)
            chosen = [([values[place] for place in kept], label) for values, label in value_labels]
            decisions, _ = _test(fewer, chosen, division, wanted, processes, fold_done)
        elif way != AS_IS:
            decisions = _by_group(
                scores, bad, names, _evenly_right if way == "group-precision" else _evenly_wrong
            )
        flagged = decisions >= threshold_at(decisions, bad, at)
        share = share or float(flagged.mean())
        for setting, which in (("question", flagged), ("workload", _so_many(decisions, share))):
            found.append(_price(way, setting, which, bad, names, numbers, reference))
    return {
        "at": at,
        "n": len(order),
        "by": by,
        "reference": reference,
        "who": [str(feature) for feature in who],
        "prices": found,
    }


def _test(
    model: Any, value_labels: Any, division: Any, wanted: Any, processes: int | None, fold_done: Any
) -> tuple[Floats, list[int]]:
    scores, order = cross_validated_scores(model, value_labels, list(division), processes, fold_done)
    values = [score_value(score, wanted) for score in scores]
    if None in values:
        raise AuditError("the model gives no probabilities, so there are no thresholds to compare")
    return np.asarray(values, dtype=np.float64), order


def _by_group(
    scores: Floats, bad: Flags, names: NDArray[np.object_], make: Callable[[Floats, Flags], Floats]
) -> Floats:
    """Return scores of the same meaning in each group: one threshold of them is a threshold for each."""
    made = np.empty(len(scores))
    for name in set(names.tolist()):
        member = names == name
        made[member] = make(scores[member], bad[member])
    return made


def _evenly_wrong(scores: Floats, bad: Flags) -> Floats:
    """Return, for each score, the share of good edits with lower ones: flagging from there flags the rest."""
    good = np.sort(scores[~bad])
    return np.searchsorted(good, scores, "left") / max(1, len(good))


def _evenly_right(scores: Floats, bad: Flags) -> Floats:
    """Return, for each score, the best precision of a threshold that flags it."""
    values, places = np.unique(scores, return_inverse=True)
    of_bad = np.cumsum(np.bincount(places, weights=bad, minlength=len(values))[::-1])[::-1]
    of_all = np.cumsum(np.bincount(places, minlength=len(values))[::-1])[::-1]
    best: Floats = np.maximum.accumulate(of_bad / of_all)[places]
    return best


def _so_many(decisions: Floats, share: float) -> Flags:
    """Flag the share of edits that is closest to a wanted one; edits with equal scores are not separated."""
    ordered = np.unique(decisions)
    shares = 1 - np.searchsorted(np.sort(decisions), ordered, "left") / len(decisions)
    flags: Flags = decisions >= ordered[int(np.argmin(np.abs(shares - share)))]
    return flags


def _price(
    way: str,
    setting: str,
    flagged: Flags,
    bad: Flags,
    names: NDArray[np.object_],
    numbers: NDArray[np.int64],
    reference: str,
) -> Price:
    def count(which: Flags, of: Flags) -> intervals.Count:
        return intervals.count(which[of], numbers[of])

    of_good = {name: count(flagged, (names == name) & ~bad) for name in dict.fromkeys(names.tolist())}
    good = {name: int(((names == name) & ~bad).sum()) for name in of_good}
    base = of_good[reference]
    order = sorted(of_good, key=lambda name: (name == "unknown", -good[name]))
    return {
        "way": way,
        "setting": setting,
        "recall": intervals.share(count(flagged, bad)),
        "precision": intervals.share(count(bad, flagged)),
        "flagged": intervals.share(count(flagged, np.ones(len(bad), dtype=bool))),
        "fpr": {name: intervals.share(of_good[name]) if good[name] >= FEW_EDITS else None for name in order},
        "ratio": {
            name: intervals.ratio(of_good[name], base) if good[name] >= FEW_EDITS else None
            for name in order
            if name != reference
        },
    }


def price_sentences(table: PriceTable) -> Iterator[str]:
    """Say of each way what it costs and gains, against the model as it is."""
    by = {(one["way"], one["setting"]): one for one in table["prices"]}
    base = by[AS_IS, "question"]
    known = {name: figure for name, figure in base["fpr"].items() if figure is not None}
    if not known:
        return
    worst = max(known, key=lambda name: known[name]["value"])
    for way in dict.fromkeys(one["way"] for one in table["prices"]):
        if way == AS_IS:
            continue
        asked, worked = by[way, "question"], by[way, "workload"]
        now, then = (one["fpr"][worst] for one in (base, asked))
        even = worked["fpr"][worst]
        if now is None or then is None or even is None:
            continue
        yield (
            f"{WAYS[way][0].upper()}{WAYS[way][1:]}: to find as much, it flags {_of(then)} instead of "
            f"{_of(now)} of 100 good edits of {worst} wrongly; {_cost(base, asked)}. Flagging as many "
            f"edits as now, it is {_of(even)} of 100, and it finds {_loss(base, worked)}."
        )


def _of(figure: Figure) -> str:
    low, high = figure["low"], figure["high"]
    return of_many(figure["value"], 100) + interval_words(
        None if low is None or high is None else (low, high)
    )


def _cost(base: Price, other: Price) -> str:
    one, then = base["flagged"], other["flagged"]
    if not one or not then or not one["value"]:
        return "the workload is unknown"
    times = then["value"] / one["value"]
    if abs(times - 1) < 0.05:
        return "people look at about as many edits"
    right = figure_text(other["precision"])
    return f"people look at {times:.1f} times as many edits, of which {right} are rightly flagged"


def _loss(base: Price, other: Price) -> str:
    one, then = base["recall"], other["recall"]
    if not one or not then:
        return "an unknown share of the damage"
    lost = round(100 * (one["value"] - then["value"]))
    less = (
        f"{abs(lost)} of 100 {'less' if lost > 0 else 'more'} of the damage"
        if lost
        else "as much of the damage"
    )
    return f"{less}: {_of(then)} instead of {_of(one)} of 100"
