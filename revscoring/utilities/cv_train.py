"""Cross-validate and train a model on observations.

MODEL-CLASS is cross-validated on observations whose cache holds FEATURES, and then trained on all of
them. LABEL is the field to predict. One of --labels, --pop-rate, --label-weight or --labels-config says
which values it has. The information of the model is printed to standard error.

Example: revscoring cv_train revscoring.scoring.models.GradientBoosting mywiki.features reverted
--labels=true,false --observations=observations.jsonl --model-file=reverted.model
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

import click

from ..cli.command import utility
from ..cli.feature_lists import import_features
from ..cli.files import check_writable
from ..cli.learning import count_labelled, read_labelled_file
from ..cli.models import model_class_at, model_parameters, parse_parameters, save_model
from ..cli.options import (
    POSITIVE,
    ModelOptions,
    folds_option,
    input_option,
    model_options,
    output_option,
    progress_option,
)
from ..cli.totals import Totals
from ..observations import Observation, read_labelled

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..features import Feature
    from ..scoring.models import Learned

__all__ = ["cv_train", "main", "read_value_labels", "run"]


def read_value_labels(
    features: Sequence[Feature], label_name: str, observations: Iterable[Observation]
) -> Iterator[tuple[list[Any], Any]]:
    """Yield (feature values, label) of observations; those whose features cannot be solved are left out.

    Parameters
    ----------
    features : sequence of Feature
    label_name : str
    observations : iterable of dict
    """
    totals = Totals("cv_train", "observations")
    found = read_labelled(enumerate(observations, 1), features, label_name)
    yield from count_labelled(found, label_name, totals)
    totals.finish()


def cv_train(
    model: Learned,
    value_labels: Iterable[tuple[Sequence[Any], Any]],
    folds: int = 10,
    workers: int | None = None,
) -> Learned:
    """Cross-validate a model, unless there is only one fold, train it on everything, and return it.

    Parameters
    ----------
    model : Learned
    value_labels : iterable of (values, label)
    folds : int
        With 1 the model is only trained.
    workers : int, optional
        Folds at a time; all cores by default.
    """
    value_labels = list(value_labels)
    if folds > 1:
        model.cross_validate(value_labels, folds=folds, processes=workers)
    model.train(value_labels)
    return model


def run(
    value_labels: Iterable[tuple[Sequence[Any], Any]],
    model_file: str | IO[bytes],
    model: Learned,
    folds: int,
    workers: int | None,
) -> None:
    """Cross-validate and train a model, print its information, and write it."""
    model = cv_train(model, value_labels, folds, workers)
    sys.stderr.write(f"{model.info.format()}\n")
    save_model(model, model_file)


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
    check_writable(model_file)
    value_labels = read_labelled_file(
        observations,
        "cv_train",
        feature_list,
        label,
        given["labels"],
        given["multilabel"],
        show_progress=show_progress,
    )
    run(value_labels, model_file, model, folds, workers)


main = command.run
