"""``revscoring intersect_merge_observations``: the revisions that all files of observations have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from ..cli.command import run_command, utility
from ..cli.files import output_option
from ..cli.merging import intersect_merge, merge_files

__all__ = ["intersect_merge_observations", "main"]


def intersect_merge_observations(
    observation_sets: Sequence[Iterable[dict[str, Any]]], id_column: str
) -> Iterator[dict[str, Any]]:
    """Yield observations merged by a column; see `merges.intersect_merge`."""
    yield from intersect_merge(observation_sets, id_column)


@utility("intersect_merge_observations")
@click.argument("input", nargs=-1, required=True, metavar="FILE...")
@output_option("The merged observations.")
@click.option("--id-column", default="rev_id", show_default=True, help="The field to merge by.")
@click.option("--verbose", is_flag=True, hidden=True)
def command(input: tuple[str, ...], output: str, id_column: str, verbose: bool) -> None:
    """Merge FILEs of observations into one line for each id: the revisions that all of them have.

    Objects within observations are merged too; where two files disagree, the later one wins.
    """
    merge_files("intersect_merge_observations", input, output, id_column, intersect=True)


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring intersect_merge_observations``."""
    run_command(command, argv, "revscoring intersect_merge_observations")
