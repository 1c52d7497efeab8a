"""``revscoring fit``: fit a datasource that learns from labelled observations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, Any

import click

from ..cli.command import run_command, utility
from ..cli.files import Totals, input_option, open_input, output_option, progress_option
from ..cli.labelled import read_labelled
from ..cli.models import save_model
from ..errors import PathError
from ..importing import import_from_path

__all__ = ["main", "run"]


def run(
    dependent: Any,
    label_name: str,
    value_labels: Iterable[tuple[Sequence[Any], Any]],
    datasource_f: str | IO[bytes],
    debug: bool = False,
) -> None:
    """Fit a dependent to (values of its dependencies, label) pairs, and write it.

    Parameters
    ----------
    dependent : Dependent
        With a method ``fit``.
    label_name : str
        The field that the labels are from.
    value_labels : iterable of (values, label)
    datasource_f : str or file
        Where to write the fitted dependent, a pickle.
    debug : bool
        For compatibility.
    """
    dependent.fit(list(value_labels))
    save_model(dependent, datasource_f)


@utility("fit")
@click.argument("dependent", metavar="DEPENDENT")
@click.argument("label", metavar="LABEL")
@input_option()
@output_option("Where to write the fitted datasource, a pickle.", "--datasource-file")
@progress_option
def command(dependent: str, label: str, input: str, datasource_file: str, show_progress: bool) -> None:
    """Fit a DEPENDENT, such as a tf-idf selector, to observations with a LABEL.

    The values of its dependencies are taken or computed from the cache of each observation.
    """
    found = import_from_path(dependent)
    if not callable(getattr(found, "fit", None)):
        raise PathError(
            f"{dependent} is a {type(found).__name__}, which has no method fit and learns nothing"
        )
    totals = Totals("fit", "observations", show=show_progress)
    with open_input(input) as lines:
        value_labels = list(read_labelled(lines, found.dependencies, label, totals))
    run(found, label, value_labels, datasource_file)
    totals.finish()


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring fit``."""
    run_command(command, argv, "revscoring fit")
