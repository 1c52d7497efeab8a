"""What a report says about a model: numbers and tables, however they are laid out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...features import describe
from ..formats import label_name
from ..model_info import ModelInfo
from ..policy import PolicyError, plain_policy
from ..records import SAME, Figure, figure_text
from ..statistics.classification import (
    GOALS,
    Classification,
    MicroMacroStats,
    MultilabelCounts,
    ScaledThresholdStatistics,
)
from ..statistics.classification import operating_points as points_of
from ..summary import (
    MEANINGS,
    describe_model,
    evaluation_sentences,
    label_field,
    point_cells,
    statistics_of,
    summarize,
    words_of,
)
from ..training_data import data_of, learned_from
from ..wording import label_words, labels_of_interest
from .importance import importances

if TYPE_CHECKING:
    from ...features import Feature
    from ..models import Model

__all__ = ["COLUMNS", "OPERATING_POINTS", "Cell", "Table", "operating_points", "report_data"]


COLUMNS = ("recall", "precision", "filter_rate", "fpr", "f1", "accuracy", "!precision", "!recall")
AREAS = ("roc_auc", "pr_auc", "roc_auc_exact", "average_precision")
MAX_ROWS = 1000
BINS = 20

OPERATING_POINTS = tuple(GOALS)
"""The most common choices of a threshold: for patrollers (recall), for bots (precision), and in between."""


class Share(NamedTuple):
    """A share as a cell: the value, its interval of 95 %, of how many it is counted, and if that is left out.

    Examples
    --------
    >>> str(Share(0.914, 0.84, 0.953)), str(Share(0.0561, 0.04, 0.0712, 1000))
    ('91 (84–95)', '56 (40–71)')
    >>> str(Share(1.0, None, None))
    '100 (no interval)'
    """

    value: float
    low: float | None
    high: float | None
    many: int = 100
    short: bool = True

    def __str__(self) -> str:
        figure: Figure = {"value": self.value, "low": self.low, "high": self.high}
        return figure_text(figure, self.many, short=self.short)


Cell: TypeAlias = "str | int | float | Share | None"


class Table(NamedTuple):
    """A table: the names of its columns, and rows of cells."""

    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def numeric(self) -> list[bool]:
        """Tell for each column whether there are numbers in it."""
        return [any(_is_number(row[place]) for row in self.rows) for place in range(len(self.header))]


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def environment_of(model: Model) -> Mapping[str, Any]:
    """Return what is known of where a model was made."""
    return dict((model.info.get("environment") or ModelInfo()).items())


def _thresholds(model: Model) -> dict[Any, ScaledThresholdStatistics]:
    statistics = statistics_of(model)
    found = None if statistics is None else statistics.get("thresholds")
    return {} if found is None else dict(found.items())


# -- curves -----------------------------------------------------------------------------------------


def report_data(model: Model) -> dict[str, Any]:
    """Return the numbers that the plots of a report show, as plain values.

    ``labels`` has the name, curves, bins and areas of each label; ``importances`` the name, the description
    and the share of each value of a vector, the greatest first.
    """
    thresholds = _thresholds(model)
    described = {_name(feature): describe(feature) for feature in model.features}
    return {
        "labels": [
            {"key": label_name(label), **words_of(model, label)._asdict(), **_curves(statistics)}
            for label, statistics in thresholds.items()
        ],
        "importances": [
            {**item, "description": described.get(item["name"], item["name"])} for item in importances(model)
        ],
    }


def _name(feature: Feature) -> str:
    return str(feature).partition(".")[2]


def _curves(statistics: ScaledThresholdStatistics) -> dict[str, Any]:
    rows = _evenly_chosen(len(statistics))
    trues, falses = statistics.true_cells, statistics.false_cells
    return {
        "n": int(trues.sum() + falses.sum()),
        "trues": int(trues.sum()),
        "rate": statistics.population_rate,
        "threshold": _numbers(statistics.thresholds[rows]),
        **{column: _numbers(statistics.column(column)[rows]) for column in COLUMNS},
        "areas": {area: _number(statistics[area]) for area in AREAS},
        "reliability": statistics.reliability_curve(10),
        "histogram": {"true": _histogram(statistics, trues), "false": _histogram(statistics, falses)},
    }


def _evenly_chosen(n: int) -> NDArray[np.int64]:
    """Return the numbers of at most `MAX_ROWS` of n rows."""
    return np.unique(np.linspace(0, n - 1, min(n, MAX_ROWS)).round().astype(np.int64))


def _histogram(statistics: ScaledThresholdStatistics, cells: NDArray[np.int64]) -> list[int]:
    places = np.clip((statistics.thresholds * BINS).astype(np.int64), 0, BINS - 1)
    counts: list[int] = np.bincount(places, weights=cells, minlength=BINS).astype(int).tolist()
    return counts


def _number(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else round(float(value), 5)


def _numbers(values: Iterable[float]) -> list[float | None]:
    return [_number(value) for value in values]


def operating_points(model: Model) -> list[tuple[Any, str, dict[str, float | None] | None]]:
    """Find the thresholds of `OPERATING_POINTS` for every label: (label, optimization, statistics).

    The statistics are those at the ``threshold``, which is among them; None if no threshold meets the
    condition.
    """
    found = []
    for label, statistics in _thresholds(model).items():
        for optimization in OPERATING_POINTS:
            threshold = statistics[optimization]
            row: dict[str, float | None] | None = None
            if threshold is not None:
                place = int(np.searchsorted(statistics.thresholds, threshold))
                row = {"threshold": float(threshold)}
                row |= {name: _number(statistics.column(name)[place]) for name in COLUMNS}
            found.append((label, optimization, row))
    return found


# -- sentences --------------------------------------------------------------------------------------


def heading(model: Model) -> str:
    """Return what a model is about: its labels, and its wiki if that is known."""
    labels = labels_of_interest(list(getattr(model, "labels", ())))
    field, wiki = label_field(model), data_of(model).get("wiki")
    if len(labels) == 1:
        about = words_of(model, labels[0]).edits
    elif field is not None:
        about = field.replace("_", " ")
    else:
        about = ", ".join(words_of(model, label).name for label in labels[:6]) or type(model).__name__
    return f"{about[0].upper()}{about[1:]}{f' on {wiki}' if wiki else ''}"


def lead(model: Model) -> str | None:
    """Return in a sentence what the test to believe first found, if the model keeps any."""
    return next((_sentence(text) for text in evaluation_sentences(model)), None)


def about(model: Model) -> list[str]:
    """Return in sentences what a model does, what it learned from, and how good it is.

    The tests that the model keeps are left out: a table has them.
    """
    tests = set(evaluation_sentences(model))
    sentences = [f"{describe_model(model)}.", *learned_from(model, name_wiki=False)]
    sentences += [text for section in summarize(model) for text in section.sentences if text not in tests]
    return list(map(_sentence, sentences))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


# -- tables -----------------------------------------------------------------------------------------


def goals_table(model: Model) -> Table:
    """Lay out what the usual thresholds do, with intervals; goals with the same threshold share a row."""
    labels = labels_of_interest(list(getattr(model, "labels", ())))
    rows = []
    for label, statistics in _thresholds(model).items():
        if label not in labels:
            continue
        goals: dict[str, list[str]] = {}
        for goal, point in points_of(statistics):
            cells = ("none", "–", "–", "–") if point is None else point_cells(point)
            goals.setdefault("\t".join(cells), []).append(goal)
        for cells_text, names in goals.items():
            row = ["; ".join(names), *cells_text.split("\t")]
            rows.append([words_of(model, label).name, *row] if len(labels) > 1 else row)
    of = words_of(model, labels[0]).edits if len(labels) == 1 else "with the label"
    header = ["to", "scores from", f"finds, of 100 {of}", "right, of 100 flagged", "to look at, of 1,000"]
    return Table(["label", *header] if len(labels) > 1 else header, rows)


def quality_table(model: Model, statistics: Classification) -> Table:
    """Lay out the statistics of one label with intervals, or of every label if there are several."""
    labels = labels_of_interest(statistics.labels)
    if len(labels) > 1:
        return statistics_table(statistics, label_field(model))
    (label,) = labels
    words = words_of(model, label)
    rows: list[Sequence[Cell]] = []
    for name, meaning in {**MEANINGS, **(AREA_MEANINGS if "thresholds" in statistics else {})}.items():
        exact = ScaledThresholdStatistics.EXACT.get(name)
        if exact and abs(statistics[name]["labels"][label] - statistics[exact]["labels"][label]) <= SAME:
            continue  # a published area that says the same
        value = statistics[name]["labels"][label]
        interval = statistics.interval(name, label)
        ends = "" if interval is None else f"{interval[0]:.3f}–{interval[1]:.3f}"
        rows.append([NAMES.get(name, name), value, ends, meaning.format(words=words)])
    return Table(["statistic", "value", "95 %", "meaning"], rows)


NAMES = {
    "match_rate": "match rate",
    "filter_rate": "filter rate",
    "fpr": "false positive rate",
    "f1": "F1",
    "roc_auc_exact": "ROC area",
    "roc_auc": "ROC area of 2.x",
    "average_precision": "average precision",
    "pr_auc": "precision-recall area of 2.x",
}
"""Names of statistics for people, where they differ from those for programs."""

AREA_MEANINGS = {
    "roc_auc_exact": "chance that {words.one} has a higher score than another",
    "roc_auc": "the same from 50 points, as revscoring 2.x published it",
    "average_precision": "mean precision over all thresholds",
    "pr_auc": "the same from 50 points, as revscoring 2.x published it",
}


def points_table(model: Model, columns: int) -> Table:
    """Lay out operating points, with so many of `COLUMNS`."""
    shown = ["threshold", *COLUMNS[:columns]]
    rows = [
        [words_of(model, label).name, optimization, *((row or {}).get(name) for name in shown)]
        for label, optimization, row in operating_points(model)
        if label in labels_of_interest(list(getattr(model, "labels", ())))
    ]
    return Table(["label", "optimization", *shown], rows)


def statistics_table(statistics: Classification, field: str | None = None) -> Table:
    """Lay out every statistic that has a value for each label; areas are the exact ones."""
    names = [
        ScaledThresholdStatistics.EXACT.get(name, name)
        for name in statistics
        if isinstance(statistics[name], MicroMacroStats)
    ]
    rows = []
    for name in names:
        value = statistics[name].format_json({})
        rows.append([name, value["micro"], value["macro"], *value["labels"].values()])
    labels = [label_words(label, field).name for label in statistics.labels]
    return Table(["statistic", "micro", "macro", *labels], rows)


def counts_table(statistics: Classification, field: str | None = None) -> Table:
    """Lay out the confusion matrix, or the four counts of each label if there are several in one place."""
    counts = statistics["counts"]
    names = [label_words(label, field).name for label in statistics.labels]
    header = ["actual \\ predicted", *names]
    if isinstance(counts, MultilabelCounts):
        header = ["label", "true positives", "false negatives", "false positives", "true negatives"]
    return Table(header, [[name, *row] for name, row in zip(names, counts.cells(), strict=True)])


def policy_table(model: Model) -> Table:
    """Lay out what a model states about its use; the answers to questions of the card are left out."""
    document = model.info.get("policy")
    if document is None:
        return Table(["field", "stated"], [])
    try:
        stated = plain_policy(document)
    except PolicyError as error:
        return Table(["field", "stated"], [["policy", f"not understood: {error}"]])
    rows = [[name, _stated(value)] for name, value in stated.items() if name != "answers"]
    return Table(["field", "stated"], rows)


def _stated(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_stated(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_stated, value))
    return json.dumps(value) if isinstance(value, bool) or value is None else str(value)


def facts_table(model: Model) -> Table:
    """Lay out how a model was made."""
    environment = environment_of(model)
    rows: list[list[Cell]] = [
        ["class", type(model).__name__],
        ["version", model.version],
        ["labels", ", ".join(words_of(model, label).name for label in getattr(model, "labels", ()))],
        ["revscoring", environment.get("revscoring_version", "?")],
        ["Python", environment.get("python_version", "?")],
    ]
    rows += [[name, json.dumps(value, default=str)] for name, value in sorted(model.params.items())]
    return Table(["", ""], rows)


def features_table(model: Model) -> Table:
    """Lay out the features of a model, in their order."""
    shares = {item["name"]: item["share"] for item in importances(model)}
    rows: list[list[Cell]] = []
    for feature in model.features:
        name = _name(feature)
        rows.append([name, describe(feature), shares.get(name)])
    return Table(["feature", "description", "importance"], rows)
