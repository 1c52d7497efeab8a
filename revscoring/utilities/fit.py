"""Fit a datasource that learns from observations, such as tf-idf.

The values of the dependencies of DEPENDENT are taken or computed from the cache of each observation.
LABEL is the field with its label.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any, Protocol

import click

from ..cli.command import utility
from ..cli.learning import read_labelled_file
from ..cli.models import save_model
from ..cli.options import input_option, output_option, progress_option
from ..errors import PathError
from ..importing import import_from_path

if TYPE_CHECKING:
    from ..dependencies import Dependent

__all__ = ["main", "run"]


class Fittable(Protocol):
    """A dependent that learns from the values of its dependencies."""

    dependencies: Sequence[Dependent]

    def fit(self, values_labels: list[tuple[Sequence[Any], Any]]) -> object:
        """Learn from pairs of values and label."""

    def dump(self, f: IO[bytes]) -> None:
        """Write the dependent to a file."""


def run(
    dependent: Fittable,
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
@progress_option()
def command(dependent: str, label: str, input: str, datasource_file: str, show_progress: bool) -> None:
    found = import_from_path(dependent)
    if not callable(getattr(found, "fit", None)):
        raise PathError(
            f"{dependent} is a {type(found).__name__}, which has no method fit and learns nothing"
        )
    value_labels = read_labelled_file(input, "fit", found.dependencies, label, show_progress=show_progress)
    run(found, label, value_labels, datasource_file)


main = command.run
