"""How good a model is, in words and tables for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from ..scoring.records import GROUPED, RANDOM, SAME, TIME, figure_text, without_the_same
from ..scoring.wording import pair_words, words_of_name
from .learning import Examples
from .splitting import Split

if TYPE_CHECKING:
    from ..scoring import Score
    from ..scoring.models import Classifier, Model
    from ..scoring.models.evaluation import Evaluation
    from ..scoring.records import EvaluationRecord

__all__ = ["evaluate_on", "evaluate_splits", "print_area_warnings", "print_quality"]

#: How many times authors are drawn again for the intervals of groups.
GROUP_SAMPLES = 200

#: What thresholds are for, in words.
PURPOSES = {
    "maximum recall @ precision >= 0.75": "To be right 3 of 4 times",
    "maximum filter_rate @ recall >= 0.75": "To find 3 of 4",
}


def evaluate_splits(
    model: Classifier,
    examples: Examples,
    splits: Sequence[Split],
    processes: int | None,
    fold_done: Callable[[], object] = int,
    tested: Callable[[Sequence[Score]], object] = list,
) -> list[EvaluationRecord]:
    """Test a model on divisions of examples, and fit its statistics to the first of them.

    The test of the newest examples comes first in the result. After each fold, `fold_done` is called, and
    `tested` with the scores of the first division.
    """
    from ..scoring.models.evaluation import evaluate, record

    authors = examples.authors()
    found = [
        evaluate(model, examples.value_labels, split.name, split.division, authors, processes, fold_done)
        for split in splits
    ]
    tested(found[0].scores)
    statistics = model.fit_statistics(found[0].scores, found[0].labels, found[0].authors)
    records = [
        record(one, split.kind, model.labels, statistics, model.population_rates)
        for one, split in zip(found, splits, strict=True)
    ]
    order = [place for _, test in splits[0].division for place in test]
    _measure_groups(records[0], found[0], examples, order, model.labels, statistics)
    return sorted(records, key=lambda one: [TIME, GROUPED, RANDOM].index(one["kind"]))


def evaluate_on(model: Model, examples: Examples) -> EvaluationRecord:
    """Test a model on examples, by the thresholds that it advised before, and fit its statistics to them."""
    from ..scoring.models.evaluation import Evaluation, record

    scores = model.score_many([values for values, _ in examples.value_labels])
    before = model.info.get("statistics")
    labels = getattr(model, "labels", [])
    tested = Evaluation("the edits tested now", scores, examples.labels, examples.authors())
    found = record(
        tested,
        "test",
        labels,
        before,
        getattr(model, "population_rates", None),
    )
    _measure_groups(found, tested, examples, range(len(scores)), labels, before)
    model.fit_statistics(scores, examples.labels, tested.authors)
    return found


def _measure_groups(
    record: EvaluationRecord,
    evaluation: Evaluation,
    examples: Examples,
    order: Sequence[int],
    labels: Sequence[Any],
    statistics: object,
) -> None:
    """Add to a record how well edits are told by group, if there is one label to find.

    The threshold is the one that statistics advise to find most of the edits with the label.
    """
    from ..audit import groupings_of, measure_groupings
    from ..scoring.models.evaluation import POINTS, thresholds_of
    from ..scoring.wording import labels_of_interest

    wanted = labels_of_interest(labels)
    threshold = thresholds_of(statistics, wanted[0]).get(POINTS[-1]) if len(wanted) == 1 else None
    if threshold is None:
        return
    times = examples.times()
    groupings = groupings_of([examples.records[place] for place in order], [times[place] for place in order])
    ndigits = getattr(statistics, "threshold_ndigits", None)
    evaluation = replace(evaluation, samples=GROUP_SAMPLES)  # of many groups, so that training stays quick
    record["groups"] = measure_groupings(evaluation, groupings, wanted[0], threshold, ndigits)


def print_quality(evaluations: Sequence[EvaluationRecord], field: str | None) -> None:
    """Print on standard error what evaluations found, if there are any; `field` has the labels.

    Folds at random are left out if they say the same as folds that keep groups together.
    """
    if evaluations:
        click.echo("\n".join(_lines(without_the_same(evaluations), field)), err=True)


def print_area_warnings(command: str, model: Model) -> None:
    """Print on standard error which published areas are more than `SAME` from the exact ones."""
    from ..scoring.statistics.classification import Classification
    from ..scoring.summary import words_of

    statistics = model.info.get("statistics")
    if not isinstance(statistics, Classification):
        return
    for (name, label), (published, exact) in statistics.area_differences(SAME).items():
        click.echo(
            f"{command}: {name} of {words_of(model, label).edits} is {published:.3f} as revscoring 2.x "
            f"computes it, from 50 points, but {exact:.3f} exactly",
            err=True,
        )


def _lines(evaluations: Sequence[EvaluationRecord], field: str | None) -> Iterator[str]:
    labels = list(dict.fromkeys(label for one in evaluations for label in one["labels"]))
    if any(one["labels"][label]["roc_auc_exact"] for one in evaluations for label in one["labels"]):
        for label in labels:
            yield ""
            one, other = pair_words(True if label == "true" else label, field)
            yield f"{one[0].upper()}{one[1:]} is ranked above {other}:"
            yield from _columns(
                [one["name"], figure_text(one["labels"][label]["roc_auc_exact"]), _size(one, label)]
                for one in evaluations
                if label in one["labels"]
            )
            if len(labels) == 1:  # of many labels, model_info tells more
                yield from _points(evaluations, label)
    else:
        yield ""
        yield "Predictions are right:"
        yield from _columns(
            [one["name"], figure_text(one["accuracy"]), f"{one['n']:,} edits"] for one in evaluations
        )
    yield ""
    wanted = words_of_name(labels[0], field).edits if len(labels) == 1 else "edits with the label"
    yield f"found: of the {wanted}; right: of those to look at;"
    yield "in brackets: where 95 of 100 other samples of authors would lie."


def _size(evaluation: EvaluationRecord, label: str) -> str:
    found = evaluation["labels"][label]
    authors = "1 author" if found["authors"] == 1 else f"{found['authors']:,} authors"
    return f"{found['n']:,} of {evaluation['n']:,}, {authors}"


def _points(evaluations: Sequence[EvaluationRecord], label: str) -> Iterator[str]:
    names = dict.fromkeys(name for one in evaluations for name in one["labels"][label]["points"])
    for name in names:
        points = [
            (one["name"], one["labels"][label]["points"][name])
            for one in evaluations
            if name in one["labels"][label]["points"] and (one["kind"] != RANDOM or len(evaluations) == 1)
        ]
        yield ""
        yield f"{PURPOSES.get(name, name)}, look at scores from {points[0][1]['threshold']:.3g}:"
        rows = [["", "found of 100", "right of 100", "to look at of 1,000"]]
        for title, point in points:
            found, right = (
                figure_text(point["recall"], short=True),
                figure_text(point["precision"], short=True),
            )
            rows.append([title, found, right, figure_text(point["match_rate"], 1000, short=True)])
        yield from _columns(rows)


def _columns(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    listed = list(rows)
    widths = [max(map(len, column)) for column in zip(*listed, strict=True)]
    for row in listed:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  " + "  ".join(cells).rstrip()
