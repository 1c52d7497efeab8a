"""Merge observation files: every revision of any of them.

FILEs are merged into one line for each id. Objects within observations are merged too; where two files
disagree, the later one wins.

Example: revscoring union_merge_observations labels.jsonl more.jsonl --output all.jsonl
"""

from __future__ import annotations

from itertools import chain

import click

from ..cli.command import utility
from ..cli.files import OBSERVATIONS, InputFile
from ..cli.merging import merge_files
from ..cli.options import id_column_option, output_option
from ..cli.totals import Totals
from ..observations import union_merge_observations

__all__ = ["main", "union_merge_observations"]


@utility("union_merge_observations")
@click.argument("input", nargs=-1, required=True, type=InputFile(OBSERVATIONS), metavar="FILE...")
@output_option("The merged observations.", content=OBSERVATIONS, recorded=True)
@id_column_option
@click.option("--verbose", is_flag=True, hidden=True, expose_value=False)
def command(input: tuple[str, ...], output: str, id_column: str) -> None:
    totals = Totals("union_merge_observations", "observations", left_out_words="merged into others")
    merge_files(
        input,
        output,
        id_column,
        lambda sets: union_merge_observations(chain.from_iterable(sets), id_column),
        totals,
    )


main = command.run
