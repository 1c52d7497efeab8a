"""Test a model on labelled observations.

The observations have a LABEL and a cache, and the model has not seen them. What came out is printed to
standard error, beside what was found when the model was made. --all prints all information too.

Example: revscoring test_model reverted.model reverted --observations newer.jsonl
"""

from __future__ import annotations

import click

from ..cli.command import utility
from ..cli.files import MODEL, InputFile, OutputFile
from ..cli.learning import read_examples
from ..cli.model_fields import all_fields
from ..cli.models import load_model, save_model
from ..cli.options import input_option, progress_option, trust_options
from ..cli.provenance import current_provenance
from ..cli.quality import evaluate_on, print_area_warnings, print_quality

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
@click.option("--all", "show_all", is_flag=True, help="Print all information of the model.")
@trust_options
@progress_option()
def command(
    scorer_model: str,
    label: str,
    observations: str,
    model_file: str | None,
    trust: tuple[str, ...],
    trust_pickle: bool,
    show_all: bool,
    show_progress: bool,
) -> None:
    model = load_model(scorer_model, trust, trust_pickle)
    labels, multilabel = getattr(model, "labels", None), bool(getattr(model, "multilabel", False))
    examples = read_examples(
        "test_model",
        observations,
        model.features,
        label,
        labels,
        multilabel,
        show_progress,
        allow_nan=getattr(model, "takes_nan", True),
    )
    counts = examples.counts()
    counts.print("test_model", labels or ())
    model.evaluations = [evaluate_on(model, examples), *model.evaluations]
    print_quality(model.evaluations, label)
    print_area_warnings("test_model", model)
    if show_all:
        click.echo(all_fields(model.info), err=True)
    if model_file is not None:
        model.info["provenance"] = current_provenance(model)
        save_model(model, model_file)


main = command.run
