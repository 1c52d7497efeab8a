"""What a bot would have done, in figures: reverts, damage caught, good edits and newcomers that it hits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timezone
from typing import Any, Final, TypedDict

import numpy as np
from numpy.typing import NDArray

from ..scoring.records import Figure
from ..scoring.statistics.classification.intervals import count_clusters, prediction_interval
from .simulation import DAY, SPARED, EditColumns, Mask, Replay, Rules, replay

__all__ = [
    "Difference",
    "GroupOutcome",
    "Outcome",
    "Simulation",
    "SimulationError",
    "compare_bots",
    "reasons_to_doubt",
    "simulate",
]

#: Groups whose first edit here is not their first edit.
SEASONED: Final = ("older", "experienced", "trusted", "bot")

#: Thresholds of the slider of a page.
GRID: Final = (0.1, 0.2, 0.3, 0.4, *(step / 50 for step in range(25, 50)), 0.99)

WEEK: Final = 7.0


class SimulationError(ValueError):
    """There is nothing to replay; the message says why."""


class GroupOutcome(TypedDict):
    """Good edits of a group: how many there are, how many are undone, in all, a week, and of 100."""

    name: str
    good: int
    undone: int
    undone_a_week: float
    share: Figure | None


class Outcome(TypedDict):
    """What a threshold would have done; figures have intervals of 95 % by user.

    ``first_edits`` counts users whose first edit here would be undone, and those of them whose edit was good;
    not those who are known to have been there before. ``restored_later`` counts edits that people reverted,
    as the bot would have, and that others restored. ``people`` is what people would not have had to do:
    reverts that they made, and the median of the minutes until then, where it is known.
    """

    question: str
    threshold: float
    below_floor: bool
    reverts: int
    reverts_a_day: float
    worst_day: dict[str, Any] | None
    waited: int
    precision: Figure | None
    damage_caught: Figure | None
    good_undone: int
    good_undone_a_week: float
    restored_later: int
    groups: list[GroupOutcome]
    first_edits: dict[str, int]
    people: dict[str, Any]


class Simulation(TypedDict):
    """What a bot would have done in a period.

    ``evidence`` is whether the figures can be believed: the model had not seen these edits. ``doubts`` are
    the reasons why not.
    """

    evidence: bool
    doubts: list[str]
    edits: int
    damaging: int
    users: int
    period: dict[str, Any]
    rules: dict[str, Any]
    spared: dict[str, int]
    outcomes: list[Outcome]
    grid: list[Outcome]


class Difference(TypedDict):
    """Reverts of two bots: damaging and good edits that both would revert, and that one of them would."""

    question: str
    thresholds: tuple[float, float]
    both: dict[str, int]
    only_first: dict[str, int]
    only_second: dict[str, int]


def simulate(
    edits: EditColumns,
    thresholds: Mapping[str, float] | Sequence[float],
    rules: Rules | None = None,
    *,
    days: float | None = None,
    delay_hours: float = 48.0,
    trained: Mapping[str, Any] | None = None,
    floor: float | None = None,
    grid: bool = False,
) -> Simulation:
    """Replay edits at thresholds.

    Parameters
    ----------
    edits : EditColumns
    thresholds : sequence of float, or dict of str to float
        By question, if they come from some.
    rules : Rules, optional
    days : float, optional
        How long the period is; by default all edits.
    delay_hours : float
        How long before the newest edit it ends: people may not have judged later edits yet.
    trained : mapping, optional
        What the model learned from, as `data_of` returns it.
    floor : float, optional
        The least threshold that the policy of the model allows.
    grid : bool
        Add what other thresholds would do.

    Raises
    ------
    SimulationError
        If there are no edits in the period.
    """
    rules = rules or Rules()
    chosen, start, end = _period(edits, days, delay_hours)
    length = max((end - start) / DAY, 1.0)
    questions = thresholds if isinstance(thresholds, Mapping) else {f"{one:g}": one for one in thresholds}
    named = isinstance(thresholds, Mapping)
    doubts = reasons_to_doubt(trained, start, end)
    counted = {
        str(name): int(((chosen.kind & (1 << bit)) != 0).sum())
        for bit, name in enumerate(SPARED)
        if name in rules.spare
    }
    if rules.namespaces is not None:
        counted["namespaces"] = int((~np.isin(chosen.namespace, rules.namespaces)).sum())

    def outcome(threshold: float, question: str = "", intervals: bool = True) -> Outcome:
        return _outcome(chosen, replay(chosen, threshold, rules), length, question, floor, intervals)

    return {
        "evidence": not doubts,
        "doubts": doubts,
        "edits": len(chosen),
        "damaging": int(chosen.damaging.sum()),
        "users": len(np.unique(chosen.user)),
        "period": {"from": _day(start), "to": _day(end), "days": length, "left_out_hours": delay_hours},
        "rules": rules.to_json(),
        "spared": counted,
        "outcomes": [outcome(value, name if named else "") for name, value in questions.items()],
        "grid": [outcome(value, intervals=False) for value in GRID] if grid else [],
    }


def _period(edits: EditColumns, days: float | None, delay_hours: float) -> tuple[EditColumns, float, float]:
    """Return the edits of a period, its beginning and its end; see `simulate`."""
    if not len(edits):
        raise SimulationError("there are no edits to replay")
    end = float(edits.time[-1]) - delay_hours * 3600
    chosen = edits.between(None if days is None else end - days * DAY, end)
    if not len(chosen):
        raise SimulationError(
            f"no edits are left: the newest is of {_day(float(edits.time[-1]))}, and the last "
            f"{delay_hours:g} hours do not count, because people may not have judged them yet"
        )
    start = float(chosen.time[0]) if days is None else max(end - days * DAY, float(edits.time[0]))
    return chosen, start, end


def compare_bots(
    first: EditColumns,
    second: EditColumns,
    thresholds: Mapping[str, tuple[float, float]],
    rules: Rules | None = None,
    *,
    days: float | None = None,
    delay_hours: float = 48.0,
) -> list[Difference]:
    """Compare what two models would do to the same edits: which edits only one of them would revert.

    Parameters
    ----------
    first, second : EditColumns
        The same edits with the scores of two models; see `EditColumns.with_scores`.
    thresholds : dict of str to (float, float)
        By question, that of the first model and that of the second.
    rules, days, delay_hours
        See `simulate`.
    """
    periods = [_period(one, days, delay_hours)[0] for one in (first, second)]
    damaging = periods[0].damaging
    found: list[Difference] = []
    for question, pair in thresholds.items():
        one, other = (
            replay(edits, threshold, rules or Rules()).reverted
            for edits, threshold in zip(periods, pair, strict=True)
        )
        counts = [
            {"damaging": int((which & damaging).sum()), "good": int((which & ~damaging).sum())}
            for which in (one & other, one & ~other, other & ~one)
        ]
        found.append(
            {
                "question": question,
                "thresholds": pair,
                "both": counts[0],
                "only_first": counts[1],
                "only_second": counts[2],
            }
        )
    return found


def reasons_to_doubt(trained: Mapping[str, Any] | None, start: float, end: float) -> list[str]:
    """Return why a simulation is no evidence of what a model would do, if the model may have seen the edits.

    Examples
    --------
    >>> reasons_to_doubt({"from": "2004-01-01", "to": "2004-12-31"}, 1104537600.0, 1107216000.0)
    []
    >>> found = reasons_to_doubt({"from": "2004-01-01", "to": "2005-01-01"}, 1104537600.0, 1107216000.0)
    >>> found[0].partition(", ")[2]
    'so it has seen edits of this period in training'
    """
    if trained is None:
        return ["no model was given, so it is not known whether it learned from these edits"]
    first, last = (str(trained.get(name) or "")[:10] for name in ("from", "to"))
    if not _is_day(first) or not _is_day(last):
        return ["the model file does not say when the edits were made that it learned from"]
    if last < _day(start):
        return []
    if first > _day(end):
        return [f"the model learned from edits of {first} to {last}, after this period: no bot had it then"]
    return [
        f"the model learned from edits of {first} to {last}, so it has seen edits of this period in training"
    ]


def _outcome(
    edits: EditColumns, done: Replay, days: float, question: str, floor: float | None, intervals: bool
) -> Outcome:
    reverted, damaging = done.reverted, edits.damaging
    right, wrong = reverted & damaging, reverted & ~damaging
    good_undone = int(wrong.sum())
    return {
        "question": question,
        "threshold": done.threshold,
        "below_floor": floor is not None and done.threshold < floor,
        "reverts": int(reverted.sum()),
        "reverts_a_day": float(reverted.sum() / days),
        "worst_day": _worst_day(edits.time[reverted]),
        "waited": done.waited,
        "precision": _figure("precision", reverted, damaging, edits.user, reverted),
        "damage_caught": _figure("recall", reverted, damaging, edits.user, damaging, intervals),
        "good_undone": good_undone,
        "good_undone_a_week": good_undone / days * WEEK,
        "restored_later": int((reverted & edits.restored).sum()),
        "groups": _by_group(edits, reverted, days, intervals),
        "first_edits": _first_edits(edits, reverted),
        "people": _people(edits, right),
    }


def _by_group(edits: EditColumns, reverted: Mask, days: float, intervals: bool) -> list[GroupOutcome]:
    found: list[GroupOutcome] = []
    for number, name in enumerate(edits.groups):
        good = (edits.group == number) & ~edits.damaging
        undone = int((good & reverted).sum())
        found.append(
            {
                "name": name,
                "good": int(good.sum()),
                "undone": undone,
                "undone_a_week": undone / days * WEEK,
                "share": _figure("fpr", reverted, edits.damaging, edits.user, good, intervals),
            }
        )
    return sorted(found, key=lambda one: (one["name"] == "unknown", -one["good"], one["name"]))


def _first_edits(edits: EditColumns, reverted: Mask) -> dict[str, int]:
    seasoned = [number for number, name in enumerate(edits.groups) if name.startswith(SEASONED)]
    hit = edits.first & reverted & ~np.isin(edits.group, seasoned)
    return {"users": int(hit.sum()), "with_good_edits": int((hit & ~edits.damaging).sum())}


def _people(edits: EditColumns, right: Mask) -> dict[str, Any]:
    minutes = edits.people[right & (edits.people >= 0)] / 60
    return {
        "reverts_saved": int(right.sum()),
        "median_minutes_won": float(np.median(minutes)) if len(minutes) else None,
        "known": len(minutes),
    }


def _worst_day(times: NDArray[np.float64]) -> dict[str, Any] | None:
    if not len(times):
        return None
    days, counts = np.unique(np.floor(times / DAY).astype(np.int64), return_counts=True)
    place = int(np.argmax(counts))
    return {"day": _day(float(days[place]) * DAY), "reverts": int(counts[place])}


def _figure(
    name: str, reverted: Mask, damaging: Mask, users: NDArray[np.int64], deciding: Mask, interval: bool = True
) -> Figure | None:
    """Return a share of the edits that decide it, with its interval by user."""
    flagged, has = reverted[deciding], damaging[deciding]
    if not len(flagged):
        return None
    value = float(has.mean()) if name == "precision" else float(flagged.mean())
    if not interval:
        return {"value": value, "low": None, "high": None}
    numbers = np.unique(users[deciding], return_inverse=True)[1]
    clusters = count_clusters(flagged, has, numbers)
    counts = (clusters[:, :4] * clusters[:, 4:]).sum(axis=0).tolist()
    low, high = prediction_interval(counts, name, clusters=clusters) or (None, None)
    return {"value": value, "low": low, "high": high}


def _day(time: float) -> str:
    return datetime.fromtimestamp(time, timezone.utc).date().isoformat()


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def names_of_groups(simulations: Iterable[Outcome]) -> list[str]:
    """Return the groups that outcomes are about, in their order."""
    return list(dict.fromkeys(group["name"] for one in simulations for group in one["groups"]))
