"""Cross-validate and train a model on observations.

MODEL-CLASS is cross-validated on observations whose cache holds FEATURES, and then trained on all of
them. LABEL is the field to predict. One of --labels, --pop-rate, --label-weight or --labels-config says
which values it has. How good the model is, is printed to standard error: learned from the older edits and
tested on the newest, if there are timestamps; and in folds, which keep the edits of a user together, if
users are known. --all prints all information of the model too.

Example: revscoring cv_train revscoring.scoring.models.GradientBoosting mywiki.features reverted
--labels=true,false --observations=observations.jsonl --model-file=reverted.model
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..cli.command import utility
from ..cli.feature_lists import import_features
from ..cli.files import check_writable
from ..cli.learning import read_examples
from ..cli.models import model_class_at, model_parameters, parse_parameters, save_model
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
from ..cli.quality import evaluate_splits, print_area_warnings, print_quality
from ..cli.splitting import choose_splits, group_fields

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["main"]


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
    metavar="NAME=JSON",
    help="A parameter of the model, such as n_estimators=300.",
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
    model_class = model_class_at(scoring_model)
    feature_list = import_features(features)
    given = model_parameters(**options)
    try:
        model = model_class(feature_list, version=version, **given, **parse_parameters(parameters))
    except (TypeError, ValueError) as error:
        raise RuntimeError(f"{scoring_model} cannot be made with these parameters: {error}") from error
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
    if folds > 1:
        splits = choose_splits("cv_train", examples, folds, multilabel, group_by, split)
        model.evaluations = evaluate_splits(model, examples, splits, workers)
    else:
        click.echo("cv_train: the model is not tested: how good it is, is unknown (--folds 1)", err=True)
    model.train(examples.value_labels)
    print_quality(model.evaluations)
    print_area_warnings("cv_train", model)
    if show_all:
        click.echo(model.info.format(), err=True)
    save_model(model, model_file)


main = command.run
