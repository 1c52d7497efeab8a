"""What a report says of tests on edits that a model had not seen: of all of them, and by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..formats import label_name
from ..records import (
    FEW_AUTHORS,
    FEW_EDITS,
    RANDOM,
    Figure,
    GroupingRecord,
    GroupRecord,
    without_the_same,
)
from ..statistics.classification import GOALS
from ..summary import words_of
from ..wording import interval_words, labels_of_interest, of_many, threshold_words
from .contents import Cell, Share, Table

if TYPE_CHECKING:
    from ..models import Model
    from ..wording import LabelWords

__all__ = ["GroupTable", "Groups", "Promise", "evaluations_table", "groups_of", "promises_of"]

COMPARISON = " (for comparison: an author's edits may be on both sides)"

GROUPINGS = {"editor": "Editors", "namespace": "Pages", "year": "Years"}
"""Names of groupings for people."""

TOO_FEW = "too few"


class Promise(NamedTuple):
    """What one of the thresholds that a model advises did in its tests: a heading, and a table."""

    title: str
    table: Table


class GroupTable(NamedTuple):
    """The figures of one grouping: its heading, sentences on differences and on small groups, and a table."""

    name: str
    sentences: list[str]
    table: Table


class Groups(NamedTuple):
    """The figures of groups: how they were measured, how few are too few, and the tables."""

    measured: str
    few: str
    tables: list[GroupTable]


def _labels(model: Model) -> list[tuple[str, LabelWords]]:
    """Return the labels of interest: as records name them, and in words."""
    labels = labels_of_interest(list(getattr(model, "labels", ())))
    return [(label_name(label), words_of(model, label)) for label in labels]


def _share(figure: Figure | None, many: int = 100, otherwise: str = "unknown", *, short: bool = True) -> Cell:
    return otherwise if figure is None else Share(figure["value"], figure["low"], figure["high"], many, short)


def evaluations_table(model: Model) -> Table:
    """Lay out how well a model ranks edits that it had not seen; the first row is the one to believe.

    Folds at random are there only if they say something else than folds that keep authors together.
    """
    labels = _labels(model)
    one = labels[0][1] if len(labels) == 1 else None
    rows: list[Sequence[Cell]] = []
    records = without_the_same(model.evaluations)
    for record in records:
        tested = record["name"] + (COMPARISON if record.get("kind") == RANDOM and len(records) > 1 else "")
        for key, words in labels:
            if (found := record["labels"].get(key)) is not None:
                counts: list[Cell] = [record["n"], found["n"], found["authors"]]
                label = [] if one else [words.name]
                rows.append([tested, *label, *counts, _share(found["roc_auc_exact"], short=False)])
    of = one.edits if one else "with the label"
    header = ["tested", *([] if one else ["label"]), "edits", of, "their authors", "ranked right"]
    return Table(header, rows)


def promises_of(model: Model) -> list[Promise]:
    """Return what each threshold that a model advises did in its tests."""
    labels = _labels(model)
    if len(labels) != 1:
        return []
    key, words = labels[0]
    points = [
        (record["name"], query, point)
        for record in model.evaluations
        if record.get("kind") != RANDOM or len(model.evaluations) == 1
        if (found := record["labels"].get(key)) is not None
        for query, point in found.get("points", {}).items()
    ]
    header = ["tested", f"finds, of 100 {words.edits}", "right, of 100 flagged", "to look at, of 1,000"]
    promises = []
    for query, threshold in {query: point["threshold"] for _, query, point in points}.items():
        rows = [
            [name, _share(point["recall"]), _share(point["precision"]), _share(point["match_rate"], 1000)]
            for name, of, point in points
            if of == query
        ]
        goal = GOALS.get(query, query)
        title = f"{goal[0].upper()}{goal[1:]}: look at scores from {threshold_words(threshold)}"
        promises.append(Promise(title, Table(header, rows)))
    return promises


def groups_of(model: Model) -> Groups | None:
    """Return how well a model does on groups of editors, pages and years; None if that was not measured.

    They are of the test with the most edits, so that as many groups as possible are large enough.
    """
    measured = [record for record in model.evaluations if record.get("groups")]
    if not measured:
        return None
    record = max(measured, key=lambda one: one["n"])
    words = dict(_labels(model))
    others = words_of(model, False).edits if list(words) == ["true"] else "other edits"
    tables = [
        _group_table(grouping, words.get(grouping["label"]), others, with_all=not number)
        for number, grouping in enumerate(record["groups"])
    ]
    threshold = threshold_words(record["groups"][0]["threshold"])
    return Groups(
        f"Tested: {record['name']}. Edits with scores from {threshold} are flagged.",
        f"A figure of fewer than {FEW_EDITS} edits or {FEW_AUTHORS} authors is not given: it would be about "
        "these edits or people, not about the group.",
        tables,
    )


def _group_table(
    grouping: GroupingRecord, words: LabelWords | None, others: str, *, with_all: bool
) -> GroupTable:
    name = GROUPINGS.get(grouping["by"], grouping["by"])
    edits, being = (words.edits, words.being) if words else ("edits with the label", "with the label")
    groups = grouping["groups"]
    if grouping["by"] == "year":
        groups = [*groups[:1], *sorted(groups[1:], key=lambda group: group["name"])]
    rows: list[Sequence[Cell]] = [
        [
            group["name"],
            group["n"],
            group["positives"],
            group["authors"],
            _share(group["roc_auc_exact"], otherwise=TOO_FEW),
            _share(group["recall"], otherwise=TOO_FEW),
            _share(group["fpr"], otherwise=TOO_FEW),
        ]
        for group in groups[0 if with_all else 1 :]
        if not _is_small(group)
    ]
    sentences = list(_difference(groups[1:], others))
    if few := [f"{group['name']} ({group['n']:,} edits)" for group in groups[1:] if _is_small(group)]:
        sentences.append(f"Too few to say: {', '.join(few)}.")
    header = [
        "group",
        "edits",
        being,
        "authors",
        "ranked right, of 100",
        f"found, of 100 {edits}",
        f"wrongly flagged, of 100 {others}",
    ]
    return GroupTable(name, sentences, Table(header, rows))


def _is_small(group: GroupRecord) -> bool:
    return group["roc_auc_exact"] is group["recall"] is group["fpr"] is None


def _difference(groups: Sequence[GroupRecord], others: str) -> Iterator[str]:
    """Say which groups are flagged wrongly most and least; or that it is uncertain, if intervals overlap."""
    known = [(group["name"], figure) for group in groups if (figure := group["fpr"]) is not None]
    if len(known) < 2:
        return
    most = max(known, key=lambda one: one[1]["value"])
    least = min(known, key=lambda one: one[1]["value"])
    lowest, highest = most[1]["low"], least[1]["high"]
    if lowest is None or highest is None or lowest <= highest:
        yield "The groups may be wrongly flagged equally often: their intervals overlap."
        return
    worst, best = (f"of {name}, {_in_words(figure)}" for name, figure in (most, least))
    yield f"Of 100 {others} {worst} are flagged wrongly; {best}."


def _in_words(figure: Figure) -> str:
    low, high = figure["low"], figure["high"]
    interval = None if low is None or high is None else (low, high)
    return f"{of_many(figure['value'], 100)}{interval_words(interval)}"
