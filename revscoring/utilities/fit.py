"""Fit a datasource that learns from observations, such as tf-idf.

The values of the dependencies of DEPENDENT are taken or computed from the cache of each observation.
LABEL is the field with its label.

Example: revscoring fit mywiki.vectorizer reverted --input observations.jsonl
--datasource-file vectorizer.pickle
"""

from __future__ import annotations

import click

from ..cli.command import utility
from ..cli.learning import read_examples
from ..cli.models import save_model
from ..cli.options import input_option, output_option, progress_option
from ..errors import PathError
from ..importing import import_from_path

__all__ = ["main"]


@utility("fit")
@click.argument("dependent", metavar="DEPENDENT")
@click.argument("label", metavar="LABEL")
@input_option()
@output_option("Where to write the fitted datasource, a pickle.", "--datasource-file")
@progress_option()
def command(dependent: str, label: str, input: str, datasource_file: str, show_progress: bool) -> None:
    found = import_from_path(dependent)
    if not callable(getattr(found, "fit", None)):
        raise PathError(
            f"{dependent} is a {type(found).__name__}, which has no method fit and learns nothing"
        )
    examples = read_examples("fit", input, found.dependencies, label, show_progress=show_progress)
    found.fit(examples.value_labels)
    save_model(found, datasource_file)


main = command.run
