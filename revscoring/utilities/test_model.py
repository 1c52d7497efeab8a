"""Test a model on labelled observations.

The observations have a LABEL and a cache, and the model has not seen them. Its new information is
printed to standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any

import click

from ..cli.command import utility
from ..cli.learning import read_labelled_file
from ..cli.models import load_model, save_model
from ..cli.options import input_option, progress_option, trust_options

if TYPE_CHECKING:
    from ..scoring import Model

__all__ = ["main", "run", "test_model"]


def test_model(scoring_model: Model, value_labels: Iterable[tuple[Sequence[Any], Any]]) -> Model:
    """Score observations, replace the statistics of the model by the results, and return the model."""
    scoring_model.test(list(value_labels))
    return scoring_model


test_model.__test__ = False  # type: ignore[attr-defined]  # not a test of pytest's


def run(
    scoring_model: Model,
    value_labels: Iterable[tuple[Sequence[Any], Any]],
    model_file: str | IO[bytes] | None,
) -> None:
    """Test a model, print its information, and write it if a file is given."""
    test_model(scoring_model, value_labels)
    sys.stderr.write(f"{scoring_model.info.format()}\n")
    if model_file is not None:
        save_model(scoring_model, model_file)


@utility("test_model")
@click.argument("scorer_model", metavar="MODEL-FILE")
@click.argument("label", metavar="LABEL")
@input_option("--observations")
@click.option("--model-file", metavar="FILE", help="Where to write the model with its new statistics.")
@trust_options
@progress_option()
def command(
    scorer_model: str,
    label: str,
    observations: str,
    model_file: str | None,
    trust: tuple[str, ...],
    trust_pickle: bool,
    show_progress: bool,
) -> None:
    model = load_model(scorer_model, trust, trust_pickle)
    value_labels = read_labelled_file(
        observations,
        "test_model",
        model.features,
        label,
        getattr(model, "labels", None),
        bool(getattr(model, "multilabel", False)),
        show_progress=show_progress,
    )
    run(model, value_labels, model_file)


main = command.run
