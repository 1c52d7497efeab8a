"""Reviews: a sample of edits that people judge, and what their judgements say of all of them."""

from __future__ import annotations

import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypedDict

from .agreement import agreement
from .opinions import Endorsement
from .sequences import Interval, interval_at_any_look, interval_at_the_end

__all__ = [
    "VERDICTS",
    "ReviewError",
    "Tally",
    "assigned",
    "describe_tally",
    "draw_sample",
    "endorsements_of",
    "labels_of",
    "percent",
    "tally",
]

#: What a reviewer says of an edit: it should stay, so a revert is wrong; who knows; a revert is right.
STAY, UNSURE, REVERT = "stay", "unsure", "revert"
VERDICTS: Final = (STAY, UNSURE, REVERT)

#: One edit of so many is judged by all reviewers, so that one sees how far they agree.
SHARED_EVERY: Final = 5

#: The questions of Jade, whose answers are labels.
FACETS: Final = ("damaging", "goodfaith")


class ReviewError(ValueError):
    """A sample cannot be drawn, or judgements not be counted; the message says why."""


class StratumTally(TypedDict):
    """A stratum: its size, the edits judged, and how many of them are wrong, or nobody knows."""

    name: str
    population: int
    judged: int
    wrong: int
    unsure: int


class Tally(TypedDict):
    """What judgements say.

    ``wrong`` is the share of edits that should stay: the least, if all who are not sure mean that a revert is
    right, and the most. ``any_look`` is the interval that holds at every look; ``at_the_end`` that of the
    planned size, once it is reached. ``alpha`` is Krippendorff's, None if no edit has two verdicts or all are
    the same.
    """

    sample: str
    population: int
    size: int
    judged: int
    passed_over: int
    reviewers: dict[str, int]
    shared: int
    disagreed: int
    strata: list[StratumTally]
    wrong: Interval
    any_look: Interval
    at_the_end: Interval | None
    alpha: float | None


def draw_sample(
    rows: Sequence[Mapping[str, Any]], size: int, seed: int, strata: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """Draw a simple random sample without replacement, in random order: any beginning of it is a sample too.

    Parameters
    ----------
    rows : sequence of dict
        Observations with a ``rev_id``.
    size : int
    seed : int
        The same seed draws the same edits.
    strata : sequence of str, optional
        The stratum of each row. Half of the sample is divided equally among them, and half by their sizes.

    Returns
    -------
    list of dict
        The rows, with a field ``review``: which sample, of how many, and which place in it.

    Raises
    ------
    ReviewError
        If there are fewer edits than asked for, or a revision is there twice.

    Examples
    --------
    >>> [row] = draw_sample([{"rev_id": 5}], 1, seed=0)
    >>> row["review"]["population"], row["review"]["place"]
    (1, 0)
    """
    ids = [row["rev_id"] for row in rows]
    if size > len(rows):
        raise ReviewError(f"there are {len(rows):,} edits, fewer than {size:,}: give a smaller --size")
    if repeated := [rev_id for rev_id, count in Counter(ids).items() if count > 1]:
        raise ReviewError(f"revision {repeated[0]} is there twice: leave one out")
    dice = random.Random(seed)
    places = defaultdict(list)
    for place, name in enumerate(strata or [""] * len(rows)):
        places[name].append(place)
    counts = {name: len(found) for name, found in sorted(places.items())}
    drawn = []
    for name, share in _shares(counts, size).items():
        drawn += [(place, name) for place in dice.sample(places[name], share)]
    dice.shuffle(drawn)
    digest = hashlib.sha256(repr((sorted(map(str, ids)), size, seed, counts)).encode()).hexdigest()[:12]
    common = {"sample": digest, "population": len(rows), "size": size}
    found = []
    for number, (place, name) in enumerate(drawn):
        review: dict[str, Any] = {**common, "place": number}
        if strata is not None:
            review |= {"stratum": name, "strata": counts}
        found.append({**rows[place], "review": review})
    return found


def _shares(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """Divide a sample among strata, at least one edit for each if there is room."""
    total = sum(counts.values())
    wanted = {
        name: min(count, size / 2 / len(counts) + size / 2 * count / total) for name, count in counts.items()
    }
    shares = {name: int(value) for name, value in wanted.items()}
    while sum(shares.values()) < size:
        open_ = [name for name in counts if shares[name] < counts[name]]
        name = max(open_, key=lambda one: (wanted[one] - shares[one], counts[one] - shares[one]))
        shares[name] += 1
    return shares


def assigned(place: int, reviewer: int, reviewers: int) -> bool:
    """Return whether a reviewer judges the edit at a place: one of five is judged by all, others by one.

    >>> [[place for place in range(10) if assigned(place, reviewer, 2)] for reviewer in range(2)]
    [[0, 2, 4, 5, 7, 9], [0, 1, 3, 5, 6, 8]]
    """
    return place % SHARED_EVERY == 0 or (place - place // SHARED_EVERY) % reviewers == reviewer


def tally(judgements: Iterable[Mapping[str, Any]], level: float = 0.95) -> Tally:
    """Count judgements of one sample.

    An edit with several verdicts has that of most; if they are as many, nobody is sure. A verdict of None is
    an edit that was passed over, which counts as not sure. Each stratum has an interval of its own, so that
    all hold together (Bonferroni), and they are weighted by the sizes of the strata.

    Raises
    ------
    ReviewError
        If there are none, or they are of several samples.
    """
    verdicts, first = _verdicts(judgements)
    common = first["review"]
    decided = {place: _decide([row["verdict"] for row in rows.values()]) for place, rows in verdicts.items()}
    sizes = common.get("strata") or {"": common["population"]}
    strata: dict[str, StratumTally] = {
        name: {"name": name, "population": count, "judged": 0, "wrong": 0, "unsure": 0}
        for name, count in sizes.items()
    }
    for place, verdict in decided.items():
        review = next(iter(verdicts[place].values()))["review"]
        found = strata[review.get("stratum", "")]
        found["judged"] += 1
        found["wrong"] += verdict == STAY
        found["unsure"] += verdict == UNSURE
    several = [list(rows.values()) for rows in verdicts.values() if len(rows) > 1]
    reviewers = Counter(name for rows in verdicts.values() for name, row in rows.items() if row["verdict"])
    own_level = 1 - (1 - level) / len(strata)
    complete = len(decided) >= common["size"]
    return {
        "sample": common["sample"],
        "population": common["population"],
        "size": common["size"],
        "judged": len(decided),
        "passed_over": sum(all(not row["verdict"] for row in rows.values()) for rows in verdicts.values()),
        "reviewers": dict(sorted(reviewers.items())),
        "shared": len(several),
        "disagreed": sum(len({row["verdict"] for row in rows}) > 1 for rows in several),
        "strata": list(strata.values()),
        "wrong": _weighted(
            strata.values(), lambda k, one: (k / one["judged"],) * 2 if one["judged"] else (0, 1)
        ),
        "any_look": _weighted(
            strata.values(),
            lambda k, one: interval_at_any_look(k, one["judged"], one["population"], own_level),
        ),
        "at_the_end": _weighted(
            strata.values(), lambda k, one: interval_at_the_end(k, one["judged"], own_level)
        )
        if complete
        else None,
        "alpha": agreement(
            [
                {name: row["verdict"] for name, row in rows.items() if row["verdict"] in (STAY, REVERT)}
                for rows in verdicts.values()
            ]
        ),
    }


def _verdicts(
    judgements: Iterable[Mapping[str, Any]],
) -> tuple[dict[int, dict[str, Mapping[str, Any]]], Mapping[str, Any]]:
    """Return judgements by place and reviewer (the last one holds), and the first of them."""
    found: defaultdict[int, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    first: Mapping[str, Any] | None = None
    for number, row in enumerate(judgements, 1):
        review: Any = row.get("review")
        if not _is_judgement(row, review):
            raise ReviewError(
                f"judgement {number} is none of a review page: it has no 'review' and 'verdict'"
            )
        first = first or row
        if review["sample"] != first["review"]["sample"]:
            raise ReviewError("these are judgements of several samples: count each by itself")
        found[review["place"]][str(row.get("reviewer") or "")] = row
    if first is None:
        raise ReviewError("there are no judgements")
    return found, first


def _is_judgement(row: Mapping[str, Any], review: Any) -> bool:
    if not isinstance(review, Mapping) or row.get("verdict", "") not in (*VERDICTS, None):
        return False
    numbers: list[Any] = [review.get(name) for name in ("population", "size", "place")]
    if not all(type(number) is int and number >= 0 for number in numbers):
        return False
    strata = review.get("strata") or {"": numbers[0]}
    return (
        isinstance(review.get("sample"), str)
        and numbers[2] < numbers[1] <= numbers[0]
        and isinstance(strata, Mapping)
        and all(type(count) is int for count in strata.values())
        and review.get("stratum", "") in strata
    )


def _decide(verdicts: Sequence[str | None]) -> str:
    counts = Counter(verdicts)
    if counts[STAY] == counts[REVERT]:
        return UNSURE
    return STAY if counts[STAY] > counts[REVERT] else REVERT


def _weighted(strata: Iterable[StratumTally], interval: Any) -> Interval:
    """Return the ends of an interval over strata, if all who are not sure mean one thing, or the other."""
    known = list(strata)
    total = sum(one["population"] for one in known) or 1
    low = sum(one["population"] * interval(one["wrong"], one)[0] for one in known) / total
    high = sum(one["population"] * interval(one["wrong"] + one["unsure"], one)[1] for one in known) / total
    return float(low), float(min(high, 1.0))


def labels_of(judgements: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the labels that judgements are: ``damaging`` and ``goodfaith`` by revision.

    Without an answer to whether an edit is damaging, it is if a revert is right. Where nobody is sure, there
    is no label, and an edit without any is left out.
    """
    verdicts, _ = _verdicts(judgements)
    found = []
    for place in sorted(verdicts):
        rows = list(verdicts[place].values())
        labels: dict[str, bool] = {}
        for facet in FACETS:
            votes = Counter(row[facet] for row in rows if isinstance(row.get(facet), bool))
            if votes[True] != votes[False]:
                labels[facet] = votes[True] > votes[False]
        decided = _decide([row["verdict"] for row in rows])
        if "damaging" not in labels and decided != UNSURE:
            labels["damaging"] = decided == REVERT
        if labels:
            found.append({"rev_id": rows[0].get("rev_id"), **labels})
    return found


def endorsements_of(judgements: Iterable[Mapping[str, Any]], wiki: str) -> Iterator[Endorsement]:
    """Yield what each reviewer holds true of each edit, for a store of reports.

    A reviewer without a name is called by the sample, so that the same file changes nothing a second time.
    """
    verdicts, first = _verdicts(judgements)
    origin = f"review {first['review']['sample']}"
    for _, by_reviewer in sorted(verdicts.items()):
        for reviewer, row in by_reviewer.items():
            labels = {facet: row[facet] for facet in FACETS if isinstance(row.get(facet), bool)}
            if row["verdict"] in (STAY, REVERT):
                labels.setdefault("damaging", row["verdict"] == REVERT)
            for facet, data in labels.items():
                yield Endorsement(wiki, row["rev_id"], facet, data, reviewer or origin, origin=origin)


def describe_tally(found: Tally, limit: float) -> list[str]:
    """Return what judgements say, whether the review can stop, and how far reviewers agree."""
    judged, size = found["judged"], found["size"]
    (least, most), (low, high) = found["wrong"], found["any_look"]
    unsure = sum(one["unsure"] for one in found["strata"])
    share = percent(least) if least == most else f"{percent(least)} to {percent(most)}"
    sentences = [
        f"{judged:,} of {size:,} edits are judged, of {found['population']:,} in all. {share} of them should "
        f"stay, so to revert them is wrong{'; ' + doubts(unsure, found['passed_over']) if unsure else ''}.",
        f"Of all {found['population']:,}, {percent(low)} to {percent(high)} are wrong, with 95 % certainty, "
        "however often you look.",
    ]
    if found["at_the_end"] is not None:
        ends = " to ".join(map(percent, found["at_the_end"]))
        sentences.append(f"The planned size is reached: if nobody could have stopped before, it is {ends}.")
    if high < limit:
        sentences.append(f"Stop: with 95 % certainty less than {percent(limit)} are wrong.")
    elif low > limit:
        sentences.append(f"Stop: with 95 % certainty more than {percent(limit)} are wrong.")
    elif judged < size:
        sentences.append(f"Go on: whether more or less than {percent(limit)} are wrong is not clear yet.")
    else:
        sentences.append(f"It is not clear whether more or less than {percent(limit)} are wrong: draw more.")
    if found["shared"]:
        agree = f"Several reviewers judged {found['shared']:,} edits, and differ on {found['disagreed']:,}"
        alpha = "" if found["alpha"] is None else f" (Krippendorff's alpha {found['alpha']:.2f})"
        sentences.append(f"{agree}{alpha}.")
    return sentences


def doubts(unsure: int, passed_over: int) -> str:
    """Return on how many edits reviewers are not sure."""
    passed = f", {passed_over:,} of them passed over" if passed_over else ""
    return f"on {unsure:,} nobody is sure{passed}, so both ways count"


def percent(share: float) -> str:
    """Return a share in percent.

    >>> percent(0.1), percent(0.0703), percent(0.00011), percent(1.0)
    ('10 %', '7 %', '0.01 %', '100 %')
    """
    digits = 0 if share in (0, 1) else 1 if share >= 0.01 else 2
    return f"{share * 100:.{digits}f}".removesuffix(".0") + " %"
