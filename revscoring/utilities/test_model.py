"""Test a model on labelled observations.

The observations have a LABEL and a cache, and the model has not seen them. Its new information is
printed to standard error.
"""

from __future__ import annotations

import click

from ..cli.command import utility
from ..cli.files import MODEL, InputFile, OutputFile
from ..cli.learning import read_labelled_file
from ..cli.models import load_model, save_model
from ..cli.options import input_option, progress_option, trust_options

__all__ = ["main"]


@utility("test_model")
@click.argument("scorer_model", type=InputFile(MODEL), metavar="MODEL-FILE")
@click.argument("label", metavar="LABEL")
@input_option("--observations")
@click.option(
    "--model-file",
    type=OutputFile(MODEL),
    metavar="FILE",
    help="Where to write the model with its new statistics.",
)
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
    labels, multilabel = getattr(model, "labels", None), bool(getattr(model, "multilabel", False))
    value_labels = read_labelled_file(
        "test_model",
        observations,
        model.features,
        label,
        labels,
        multilabel,
        show_progress,
        allow_nan=getattr(model, "takes_nan", True),
    )
    model.test(value_labels)
    click.echo(model.info.format(), err=True)
    if model_file is not None:
        save_model(model, model_file)


main = command.run
