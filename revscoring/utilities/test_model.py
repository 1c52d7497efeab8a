"""``revscoring test_model``: statistics of a model on labelled observations that it has not seen."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import IO, Any

import click

from ..cli.command import run_command, utility
from ..cli.files import Totals, input_option, open_input, progress_option
from ..cli.labelled import read_labelled
from ..cli.models import load_model, save_model, trust_options

__all__ = ["main", "run", "test_model"]


def test_model(scoring_model: Any, value_labels: Iterable[tuple[Sequence[Any], Any]]) -> Any:
    """Score observations, replace the statistics of the model by what came out, and return the model."""
    scoring_model.test(list(value_labels))
    return scoring_model


test_model.__test__ = False  # type: ignore[attr-defined]  # this is no test of pytest's


def run(
    scoring_model: Any, value_labels: Iterable[tuple[Sequence[Any], Any]], model_file: str | IO[bytes] | None
) -> None:
    """Test a model, print what is known of it, and write it if a file is given."""
    test_model(scoring_model, value_labels)
    sys.stderr.write(scoring_model.info.format() + "\n")
    if model_file is not None:
        save_model(scoring_model, model_file)


@utility("test_model")
@click.argument("scorer_model", metavar="MODEL-FILE")
@click.argument("label", metavar="LABEL")
@input_option("--observations")
@click.option("--model-file", metavar="FILE", help="Where to write the model with its new statistics.")
@trust_options
@progress_option
def command(
    scorer_model: str,
    label: str,
    observations: str,
    model_file: str | None,
    trust: tuple[str, ...],
    trust_pickle: bool,
    show_progress: bool,
) -> None:
    """Test a model on observations with a LABEL and a cache, and print what is known of it."""
    model = load_model(scorer_model, trust, trust_pickle)
    totals = Totals("test_model", "observations", show=show_progress)
    multilabel = bool(getattr(model, "multilabel", False))
    with open_input(observations) as lines:
        labels = getattr(model, "labels", None)
        value_labels = list(read_labelled(lines, model.features, label, totals, labels, multilabel))
    totals.finish()
    run(model, value_labels, model_file)


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring test_model``."""
    run_command(command, argv, "revscoring test_model")
