"""Cross-validate and train a model on observations.

MODEL-CLASS is cross-validated on observations whose cache holds FEATURES, and then trained on all of
them. LABEL is the field to predict. One of --labels, --pop-rate, --label-weight or --labels-config says
which values it has. How good the model is, is printed to standard error: learned from the older edits and
tested on the newest, if there are timestamps; and in folds, which keep the edits of a user together, if
users are known. --all prints all information of the model too.

Example: revscoring cv_train GradientBoosting mywiki.features reverted --labels=true,false
--observations=observations.jsonl --model-file=reverted.model
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from ..cli.command import utility
from ..cli.drift_columns import training_profile
from ..cli.feature_lists import import_features
from ..cli.files import STANDARD, check_writable
from ..cli.learning import Examples, read_examples
from ..cli.model_fields import all_fields
from ..cli.models import make_model, model_parameters, parse_parameters, save_model
from ..cli.options import (
    POSITIVE,
    ModelOptions,
    folds_option,
    input_option,
    model_options,
    output_option,
    progress_option,
    split_options,
)
from ..cli.progress import Progress
from ..cli.provenance import current_provenance
from ..cli.quality import evaluate_splits, print_area_warnings, print_quality
from ..cli.splitting import choose_splits, group_fields
from ..scoring.wording import label_words, labels_of_interest

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..observations import Label
    from ..scoring import Score

__all__ = ["main"]

#: How many labels are named at most.
MOST_LABELS = 8


@utility("cv_train")
@click.argument("scoring_model", metavar="MODEL-CLASS")
@click.argument("features", metavar="FEATURES")
@click.argument("label", metavar="LABEL")
@model_options
@click.option(
    "-p",
    "--parameter",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of the model, such as n_estimators=300 or max_features=sqrt.",
)
@click.option("--version", metavar="VERSION", help="The version of the model.")
@input_option("--observations")
@output_option("Where to write the model.", "--model-file")
@folds_option(10, min=1, help="Parts to cross-validate with; with 1 the model is only trained.")
@split_options
@click.option("--all", "show_all", is_flag=True, help="Print all information of the model.")
@click.option("--workers", type=POSITIVE, metavar="N", help="Folds at a time.  [default: all cores]")
@click.option("-s", "_s", multiple=True, hidden=True, expose_value=False)
@click.option("-o", "_o", multiple=True, hidden=True, expose_value=False)
@progress_option()
def command(
    scoring_model: str,
    features: str,
    label: str,
    parameters: tuple[str, ...],
    version: str | None,
    observations: str,
    model_file: str,
    folds: int,
    workers: int | None,
    group_by: str | None,
    split: str | None,
    show_all: bool,
    show_progress: bool,
    **options: Unpack[ModelOptions],
) -> None:
    feature_list = import_features(features)
    given = model_parameters(**options)
    model = make_model(
        scoring_model, feature_list, {"version": version, **given, **parse_parameters(parameters)}
    )
    model.features_path = features
    model.info["label"] = label
    check_writable(model_file)
    labels, multilabel = given["labels"], given["multilabel"]
    examples = read_examples(
        "cv_train",
        observations,
        feature_list,
        label,
        labels,
        multilabel,
        show_progress,
        allow_nan=getattr(model, "takes_nan", True),
        fields=group_fields(group_by),
    )
    examples.check("cv_train", labels, tested=folds > 1)
    model.info["data"] = examples.data_record(label, labels, feature_list)
    splits = []
    if folds > 1:
        splits = choose_splits("cv_train", examples, folds, multilabel, group_by, split)
    else:
        click.echo("cv_train: the model is not tested: how good it is, is unknown (--folds 1)", err=True)
    trainings = _Trainings(sum(len(one.division) for one in splits), show_progress)
    scores: list[Score] = []
    if splits:
        model.evaluations = evaluate_splits(
            model, examples, splits, workers, trainings.fold_done, scores.extend
        )
    model.train(examples.value_labels)
    rows = [values for values, _ in examples.value_labels]
    model.profile = training_profile(feature_list, rows, examples.labels, scores)
    trainings.finish()
    print_quality(model.evaluations, label)
    print_area_warnings("cv_train", model)
    if show_all:
        click.echo(all_fields(model.info), err=True)
    model.info["provenance"] = current_provenance()
    save_model(model, model_file)
    if model_file not in STANDARD:
        click.echo(f"\n{model_file} {_origin(examples, labels)}.", err=True)
        click.echo(f"More: revscoring model_info {model_file}", err=True)


class _Trainings:
    """Progress of the models that are trained: one for each fold, and then the one to keep."""

    def __init__(self, folds: int, show: bool) -> None:
        self.folds, self.done = folds, 0
        self._bar = Progress("cv_train", folds + 1, show=show)
        self._show()

    def fold_done(self) -> None:
        """Move the bar after the test of a fold."""
        self.done += 1
        self._show()

    def _show(self) -> None:
        tests = f"{self.done} of {self.folds} tests" if self.done < self.folds else "learning from all edits"
        self._bar.show(self.done, tests, now=True)

    def finish(self) -> None:
        """Close the bar."""
        self._bar.close("learned")


def _origin(examples: Examples, labels: Sequence[Label]) -> str:
    """Return from what a model learned."""
    edits, authors = len(examples.labels), len(set(examples.authors()))
    counts = examples.counts()
    shown = labels_of_interest(labels)[:MOST_LABELS]
    being = ", ".join(
        f"{counts.examples(label):,} of them {label_words(label, examples.field).being}" for label in shown
    )
    by = "" if examples.groups("user") is None else f", by {authors:,} author{'' if authors == 1 else 's'}"
    return f"learned from {edits:,} edits, {being}{by}"


main = command.run
