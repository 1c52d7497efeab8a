"""``revscoring union_merge_observations``: every revision that is in any file of observations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from ..cli.command import run_command, utility
from ..cli.files import output_option
from ..cli.merging import merge_files, union_merge

__all__ = ["main", "union_merge_observations"]


def union_merge_observations(
    observations: Iterable[dict[str, Any]], id_column: str
) -> Iterator[dict[str, Any]]:
    """Yield observations merged by a column; see `merges.union_merge`."""
    yield from union_merge(observations, id_column)


@utility("union_merge_observations")
@click.argument("input", nargs=-1, required=True, metavar="FILE...")
@output_option("The merged observations.")
@click.option("--id-column", default="rev_id", show_default=True, help="The field to merge by.")
@click.option("--verbose", is_flag=True, hidden=True)
def command(input: tuple[str, ...], output: str, id_column: str, verbose: bool) -> None:
    """Merge FILEs of observations into one line for each id: every revision that is in any of them.

    Objects within observations are merged too; where two files disagree, the later one wins.
    """
    merge_files("union_merge_observations", input, output, id_column, intersect=False)


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring union_merge_observations``."""
    run_command(command, argv, "revscoring union_merge_observations")
