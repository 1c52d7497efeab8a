"""Merge observation files: the revisions that all of them have.

FILEs are merged into one line for each id. Objects within observations are merged too; where two files
disagree, the later one wins.

Example: revscoring intersect_merge_observations labels.jsonl texts.jsonl --output both.jsonl
"""

from __future__ import annotations

import click

from ..cli.command import utility
from ..cli.files import OBSERVATIONS, InputFile
from ..cli.merging import merge_files
from ..cli.options import id_column_option, output_option
from ..cli.totals import Totals
from ..observations import intersect_merge_observations

__all__ = ["intersect_merge_observations", "main"]


@utility("intersect_merge_observations")
@click.argument("input", nargs=-1, required=True, type=InputFile(OBSERVATIONS), metavar="FILE...")
@output_option("The merged observations.", content=OBSERVATIONS, recorded=True)
@id_column_option
@click.option("--verbose", is_flag=True, hidden=True, expose_value=False)
def command(input: tuple[str, ...], output: str, id_column: str) -> None:
    words = "merged into others or not in every file"
    totals = Totals("intersect_merge_observations", "observations", left_out_words=words)
    merge_files(input, output, id_column, lambda sets: intersect_merge_observations(sets, id_column), totals)


main = command.run
