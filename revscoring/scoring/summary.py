"""What a model is, how good it is, and what its thresholds do: sentences, and tables of what matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .formats import label_name
from .records import RANDOM
from .statistics.classification import (
    Classification,
    OperatingPoint,
    ThresholdOptimization,
    operating_point,
    operating_points,
)
from .wording import (
    LabelWords,
    interval_words,
    label_words,
    labels_of_interest,
    of_many,
    pair_words,
    threshold_words,
)

if TYPE_CHECKING:
    from .models import Model

__all__ = [
    "FEW",
    "MEANINGS",
    "Section",
    "describe_model",
    "describe_point",
    "evaluation_sentences",
    "label_field",
    "point_cells",
    "point_section",
    "statistics_of",
    "summarize",
    "words_of",
]

FEW = 100
"""With fewer examples of a label, a share is known to 10 of 100 at best."""

RANKING = "roc_auc_exact"

SINGLY = "; edits of one author count singly"


class Section(NamedTuple):
    """Sentences, and a table below them, if it has rows."""

    sentences: list[str]
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def statistics_of(model: Model) -> Classification | None:
    """Return the statistics of a model, if it has been tested or cross-validated."""
    found = model.info.get("statistics")
    return found if isinstance(found, Classification) and "counts" in found else None


def label_field(model: Model) -> str | None:
    """Return the field of observations that the model learned to predict, if it is known."""
    field = model.info.get("label")
    return field if isinstance(field, str) else None


def words_of(model: Model, label: Any) -> LabelWords:
    """Return the words for a label of a model."""
    return label_words(label, label_field(model))


def describe_model(model: Model) -> str:
    """Return in a sentence what a model does.

    Examples
    --------
    >>> from revscoring.scoring.models import GaussianNB
    >>> model = GaussianNB([], [True, False], version="1.0.0", additional_info={"label": "reverted"})
    >>> describe_model(model)
    'tells reverted edits from good edits by 0 features (GaussianNB 1.0.0)'
    """
    kind = type(model).__name__ + ("" if model.version is None else f" {model.version}")
    labels = list(getattr(model, "labels", ()))
    if len(labels) == 2 and not getattr(model, "multilabel", False):
        first, second = sorted(labels, key=lambda label: label is not True)
        does = f"tells {words_of(model, first).edits} from {words_of(model, second).edits}"
    elif labels:
        verb = "finds which apply of" if getattr(model, "multilabel", False) else "tells apart"
        shown = [words_of(model, label).name for label in labels]
        does = f"{verb} {len(labels)} labels ({', '.join(shown[:8])}{', …' if len(shown) > 8 else ''})"
    else:
        does = "scores revisions"
    return f"{does} by {len(model.features)} features ({kind})"


def summarize(model: Model, floor: float | None = None) -> list[Section]:
    """Return how good a model is, and what the usual thresholds of its labels do.

    Thresholds for the label True below `floor`, from which bots may act, are marked.
    """
    statistics = statistics_of(model)
    if statistics is None:
        untested = "It has not been tested, so nobody knows how good it is: see revscoring test_model."
        return [Section([untested])]
    labels = labels_of_interest(statistics.labels)
    evaluations = list(evaluation_sentences(model))
    brackets = f"In brackets are intervals of 95 %{SINGLY if statistics.clusters is None else ''}."
    sections = [Section([f"{measured_on(model, statistics)} {brackets}", *evaluations])]
    if len(labels) == 1 and "thresholds" in statistics:
        (label,) = labels
        sections.append(Section(_cautions(model, statistics, label, ranking_too=not evaluations)))
        sections.append(_goals(model, statistics, label, floor if label is True else None))
    else:
        sections.append(_by_label(model, statistics, labels))
    return sections


def measured_on(model: Model, statistics: Classification) -> str:
    """Return on what the statistics of a model were measured.

    The share of a label in the population is named if the statistics are scaled to it.
    """
    counts = statistics["counts"]
    labels = labels_of_interest(statistics.labels)
    what = f"Measured on {counts['n']:,} labelled revisions"
    if len(labels) == 1:
        (label,) = labels
        words, n = words_of(model, label), counts["labels"][label]
        what = f"Measured on {counts['n']:,} labelled edits, {n:,} of them {words.being}"
        rate = (statistics.population_rates or {}).get(label)
        if rate is not None:
            what += f", and scaled to a wiki where {of_many(rate, 1000)} of 1,000 edits are"
    elif statistics.population_rates:
        what += ", and scaled to the rates of labels in the population"
    return f"{what}."


def evaluation_sentences(model: Model) -> Iterator[str]:
    """Say what tests found that the model keeps, the first to believe first."""
    for record in getattr(model, "evaluations", ()):
        for label in labels_of_interest(getattr(model, "labels", ())):
            ranking = (record["labels"].get(label_name(label)) or {}).get(RANKING)
            if ranking is not None:
                yield f"{record['name']}: {_ranks(model, label, ranking['value'], _interval(ranking))}."


def _tested_points(model: Model, label: Any, query: str) -> Iterator[str]:
    """Say what the advised threshold did in the tests that the model keeps; folds at random only if alone."""
    evaluations = getattr(model, "evaluations", ())
    for record in evaluations:
        if record.get("kind") == RANDOM and len(evaluations) > 1:
            continue
        found = (record["labels"].get(label_name(label)) or {}).get("points", {}).get(query)
        if found is None:
            continue
        figures = {name: found.get(name) for name, _ in COLUMNS}
        point = OperatingPoint(
            query,
            found["threshold"],
            {name: None if figure is None else figure["value"] for name, figure in figures.items()},
            {name: None if figure is None else _interval(figure) for name, figure in figures.items()},
        )
        yield f"{record['name']}: {describe_point(point, words_of(model, label)).partition(': ')[2]}."


def _interval(figure: Mapping[str, Any]) -> tuple[float, float] | None:
    low, high = figure["low"], figure["high"]
    return None if low is None or high is None else (low, high)


def _ranks(model: Model, label: Any, share: float | None, interval: tuple[float, float] | None) -> str:
    one, other = pair_words(label, label_field(model))
    if share is None:
        return f"ranks {one} above {other} nobody knows how often"
    return f"ranks {one} above {other} {of_many(share, 100)} times of 100{interval_words(interval)}"


def _cautions(model: Model, statistics: Classification, label: Any, ranking_too: bool = False) -> list[str]:
    words = words_of(model, label)
    sentences = []
    if ranking_too:
        ranking = statistics["thresholds"][label][RANKING]
        interval = statistics.interval(RANKING, label)
        sentences.append(f"It {_ranks(model, label, ranking, interval)}; 50 is chance.")
    n = statistics["counts"]["labels"][label]
    if n < FEW:
        sentences.append(f"Careful: only {n:,} {words.edits}, so all of this is rough.")
    return sentences


def _goals(model: Model, statistics: Classification, label: Any, floor: float | None) -> Section:
    explained = f"found: of the {words_of(model, label).edits}; right: of those to look at."
    rows: list[Sequence[str]] = []
    marked = ""
    for goal, point in operating_points(statistics["thresholds"][label]):
        cells = ("none", "–", "–", "–") if point is None else point_cells(point)
        if point is not None and _is_below(point, floor):
            cells = (f"{cells[0]}*", *cells[1:])
            marked = f" * {NOT_FOR_BOTS}."
        rows.append((goal, *cells))
    header = ("to", "score from", "found of 100", "right of 100", "to look at of 1,000")
    return Section([explained + marked], header, rows)


NOT_FOR_BOTS = "below the floor: not for bots"


def _is_below(point: OperatingPoint, floor: float | None) -> bool:
    return floor is not None and point.threshold < floor


COLUMNS = (("recall", 100), ("precision", 100), ("match_rate", 1000))
"""The statistics that matter to who looks at what is flagged, and how many they are of."""


def point_cells(point: OperatingPoint) -> tuple[str, ...]:
    """Return a threshold and what it does as cells of a table: found, right, and to look at."""
    shown = [_share(point.statistics[name], point.intervals[name], many) for name, many in COLUMNS]
    return (threshold_words(point.threshold), *shown)


def _share(value: float | None, interval: tuple[float, float] | None, many: int = 100) -> str:
    return (
        "–" if value is None else of_many(value, many) + (interval_words(interval, many) or " (no interval)")
    )


def _by_label(model: Model, statistics: Classification, labels: Sequence[Any]) -> Section:
    header = ["label", "examples", "of 100 such, found", "of 100 so called, right"]
    columns: list[tuple[Any, str]] = [
        (statistics["recall"], "recall"),
        (statistics["precision"], "precision"),
    ]
    if "thresholds" in statistics:
        header.append("of 100 times, ranked above others")
        columns.append((statistics[RANKING], RANKING))
    rows = []
    for label in labels:
        cells = [words_of(model, label).name, f"{statistics['counts']['labels'][label]:,}"]
        for values, name in columns:
            interval = statistics.interval(name, label)
            cells.append(_share(values["labels"][label], interval))
        rows.append(cells)
    few = [words_of(model, label).name for label in labels if statistics["counts"]["labels"][label] < FEW]
    careful = [f"Careful: fewer than {FEW} examples of {', '.join(few)}."] if few else []
    return Section(careful, header, rows)


# -- one threshold ----------------------------------------------------------------------------------


def point_section(
    model: Model, label: Any, optimization: ThresholdOptimization, floor: float | None = None
) -> Section:
    """Return what the threshold of an optimization does: the answer in a sentence, and all of its statistics.

    A threshold for the label True below `floor`, from which bots may act, is marked.

    Raises
    ------
    ValueError
        If the model has no statistics of thresholds.
    """
    statistics = statistics_of(model)
    if statistics is None or "thresholds" not in statistics:
        raise ValueError("the model has no statistics of thresholds: test or cross-validate it")
    words, thresholds = words_of(model, label), statistics["thresholds"][label]
    point = operating_point(thresholds, optimization)
    if point is None:
        return Section([_no_threshold(thresholds, optimization, words), measured_on(model, statistics)])
    rows = []
    for name, meaning in MEANINGS.items():
        value = point.statistics[name]
        shown = "–" if value is None else f"{value:.3f}"
        rows.append((name, shown, _ends(point.intervals[name]), meaning.format(words=words)))
    answer = describe_point(point, words)
    same = answer.partition(": ")[2]
    tested = [text for text in _tested_points(model, label, point.query) if same not in text]
    if label is True and _is_below(point, floor):
        answer += f" ({NOT_FOR_BOTS})"
    sentences = [answer, measured_on(model, statistics), *tested]
    header = (f"from {threshold_words(point.threshold)}", "", "95 %", "meaning")
    return Section([*sentences, *_cautions(model, statistics, label)], header, rows)


MEANINGS = {
    "recall": "of the {words.edits}, are found",
    "precision": "of those flagged, are {words.being}",
    "match_rate": "of all, are flagged: to look at",
    "filter_rate": "of all, are not flagged",
    "fpr": "of the others, are flagged wrongly",
    "f1": "harmonic mean of recall and precision",
    "accuracy": "of all, are flagged or not as they should be",
}


def describe_point(point: OperatingPoint, words: LabelWords) -> str:
    """Return in a sentence what a threshold does.

    Examples
    --------
    >>> statistics = {"recall": 0.48, "precision": 0.76, "match_rate": 0.056}
    >>> point = OperatingPoint("", 0.405, statistics, {"recall": (0.44, 0.52), "precision": None})
    >>> describe_point(point, label_words(True, "damaging")).split("; ")[1]
    '76 of 100 flagged are damaging'
    """
    parts = []
    recall, precision, flagged = (point.statistics[name] for name, _ in COLUMNS)
    if recall is not None:
        interval = interval_words(point.intervals["recall"])
        parts.append(f"finds {of_many(recall, 100)} of 100 {words.edits}{interval}")
    if precision is not None:
        interval = interval_words(point.intervals["precision"])
        parts.append(f"{of_many(precision, 100)} of 100 flagged are {words.being}{interval}")
    if flagged is not None:
        noun = "revisions" if words.edits.startswith("revisions") else "edits"
        parts.append(f"{of_many(flagged, 1000)} of 1,000 {noun} to look at")
    return f"look at scores from {threshold_words(point.threshold)}: {'; '.join(parts)}"


def _no_threshold(thresholds: Any, optimization: ThresholdOptimization, words: LabelWords) -> str:
    name = optimization.cond_stat
    best = operating_point(thresholds, ThresholdOptimization(optimization.greater, name, name, True, 0.0))
    reached = ""
    if best is not None:
        most = "most" if optimization.greater else "least"
        reached = (
            f"; the {most} is {best.statistics[name]:.3f}, at scores from {threshold_words(best.threshold)}"
        )
    sign = ">=" if optimization.greater else "<="
    return f"no threshold for {words.edits} has {name} {sign} {optimization.cond_value:g}{reached}"


def _ends(interval: tuple[float, float] | None) -> str:
    return "" if interval is None else f"{interval[0]:.3f}–{interval[1]:.3f}"
