"""``revscoring cv_train``: cross-validate a model on observations, then train it on all of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

import click

from ..cli.command import run_command, utility
from ..cli.feature_lists import import_features
from ..cli.files import Totals, check_writable, input_option, open_input, output_option, progress_option
from ..cli.labelled import read_labelled
from ..cli.models import label_options, model_class_at, parse_parameters, read_label_options, save_model
from ..observations.lines import encode_observation

__all__ = ["cv_train", "main", "read_value_labels", "run"]


def read_value_labels(
    features: Sequence[Any], label_name: str, observations: Iterable[dict[str, Any]]
) -> Iterator[tuple[list[Any], Any]]:
    """Yield (feature values, label) of observations; those whose features cannot be solved are left out.

    Parameters
    ----------
    features : sequence of Feature
    label_name : str
    observations : iterable of dict
    """
    totals = Totals("cv_train", "observations")
    yield from read_labelled(map(encode_observation, observations), features, label_name, totals)
    totals.finish()


def cv_train(
    model: Any, value_labels: Iterable[tuple[Sequence[Any], Any]], folds: int = 10, workers: int | None = None
) -> Any:
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
    model: Any,
    folds: int,
    workers: int | None,
) -> None:
    """Cross-validate and train a model, print what is known of it, and write it."""
    model = cv_train(model, value_labels, folds, workers)
    sys.stderr.write(model.info.format() + "\n")
    save_model(model, model_file)


@utility("cv_train")
@click.argument("scoring_model", metavar="MODEL-CLASS")
@click.argument("features", metavar="FEATURES")
@click.argument("label", metavar="LABEL")
@label_options
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
@click.option(
    "--folds",
    default=10,
    show_default=True,
    type=click.IntRange(min=1),
    help="Parts to cross-validate with; with 1 the model is only trained.",
)
@click.option("--workers", type=click.IntRange(min=1), help="Folds at a time.  [default: all cores]")
@click.option("--center", is_flag=True, help="Subtract the median of each feature.")
@click.option("--scale", is_flag=True, help="Divide each feature by its interquartile range.")
@click.option("-s", "_s", multiple=True, hidden=True)
@click.option("-o", "_o", multiple=True, hidden=True)
@progress_option
def command(
    scoring_model: str,
    features: str,
    label: str,
    labels: str | None,
    labels_config: str | None,
    label_weights: tuple[str, ...],
    pop_rates: tuple[str, ...],
    multilabel: bool,
    parameters: tuple[str, ...],
    version: str | None,
    observations: str,
    model_file: str,
    folds: int,
    workers: int | None,
    center: bool,
    scale: bool,
    show_progress: bool,
    **_ignored: Any,
) -> None:
    """Cross-validate a MODEL-CLASS on observations whose cache holds FEATURES, and train it on all of them.

    LABEL is the field to predict. One of --labels, --pop-rate, --label-weight or --labels-config says
    which values it has. What is known of the model is printed to standard error.

    Example: revscoring cv_train revscoring.scoring.models.GradientBoosting mywiki.features reverted
    --labels=true,false --observations=observations.jsonl --model-file=reverted.model
    """
    model_class = model_class_at(scoring_model)
    feature_list = import_features(features)
    known_labels, weights, rates = read_label_options(labels, labels_config, label_weights, pop_rates)
    try:
        model = model_class(
            feature_list,
            labels=known_labels,
            multilabel=multilabel,
            version=version,
            label_weights=weights,
            population_rates=rates,
            center=center,
            scale=scale,
            **parse_parameters(parameters),
        )
    except (TypeError, ValueError) as error:
        raise RuntimeError(f"{scoring_model} cannot be made with these parameters: {error}") from error
    model.features_path = features
    check_writable(model_file)
    totals = Totals("cv_train", "observations", show=show_progress)
    with open_input(observations) as lines:
        value_labels = list(read_labelled(lines, feature_list, label, totals, known_labels, multilabel))
    totals.finish()
    run(value_labels, model_file, model, folds, workers)


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring cv_train``."""
    run_command(command, argv, "revscoring cv_train")
