"""Label the edits of a dump that were reverted for damage."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import click

from revscoring.extractors.dump import Dump, DumpError
from revscoring.extractors.reverts import RADIUS, WINDOW_HOURS, find_reverted, label_edits, seconds

from ..cli.command import run_command, utility
from ..cli.files import Totals, open_output, output_option, progress_option, read_whole_dump, report_broken
from ..observations.lines import dump_observation

__all__ = ["main"]


def _numbers(ctx: click.Context, parameter: click.Parameter, value: str | None) -> set[int] | None:
    try:
        return None if value is None else {int(number) for number in value.split(",")}
    except ValueError:
        raise click.BadParameter(f"{value!r}: give numbers separated by commas, such as 0,10") from None


def _valid_time(ctx: click.Context, parameter: click.Parameter, value: str | None) -> float | None:
    try:
        return None if value is None else seconds(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a time such as 2007-01-31T00:00:00Z") from None


@utility("autolabel")
@click.option(
    "--dump", "dump_path", required=True, metavar="FILE", help="XML dump (.gz, .bz2, .xz, .7z); - for a pipe."
)
@output_option("Observations, one JSON object per line.")
@click.option("--label", default="reverted", show_default=True, help="Name of the field with the label.")
@click.option(
    "--radius",
    default=RADIUS,
    show_default=True,
    type=click.IntRange(min=1),
    help="How many revisions after an edit its revert may come.",
)
@click.option(
    "--window-hours",
    default=WINDOW_HOURS,
    show_default=True,
    type=click.FloatRange(min=0),
    help="How many hours after an edit its revert may come.",
)
@click.option("--self-reverts", is_flag=True, help="Include edits that their author undid first.")
@click.option("--restored", is_flag=True, help="Include edits that somebody else restored.")
@click.option(
    "--namespaces", callback=_numbers, metavar="N,...", help="Only these namespaces.  [default: all]"
)
@click.option("--until", callback=_valid_time, metavar="TIME", help="Leave out edits after this time.")
@click.option("--keep-going", is_flag=True, help="Exit with status 0 even if the dump is broken somewhere.")
@progress_option
def command(
    dump_path: str,
    output: str,
    label: str,
    namespaces: set[int] | None,
    until: float | None,
    keep_going: bool,
    show_progress: bool,
    **rules: Any,
) -> None:
    """Label each edit of a dump: was it reverted for damage?

    An edit was reverted for damage if a later revision, within --radius revisions and --window-hours,
    restores a text from before it (by digest), the user who restores it is not the author of the edit, the
    author did not undo the edit first, and nobody else restored the edit. Each edit of the dump becomes one
    line: {"rev_id": 5, "reverted": false, "page_id": ..., "namespace": ..., "timestamp": ..., "user": ...,
    "anonymous": ...}. Edits in the last hours of a dump cannot have been reverted yet: see --until.
    """
    positives = 0
    broken: list[DumpError] = []
    with Dump(dump_path) as dump, open_output(output) as out:
        totals = Totals("autolabel", "revisions", show=show_progress, total=dump.size)
        revisions = read_whole_dump(dump, totals, broken)
        for edit in label_edits(revisions, totals.fail, partial(find_reverted, **rules)):
            if (namespaces is not None and edit["namespace"] not in namespaces) or (
                until is not None and seconds(edit["timestamp"]) > until
            ):
                totals.left_out += 1
                continue
            observation = {label if key == "reverted" else key: value for key, value in edit.items()}
            dump_observation(observation, out)
            totals.outputs += 1
            positives += edit["reverted"]
            if totals.outputs % 100 == 0:
                totals.show(dump.position)
    totals.finish(f"; {positives:,} {label}")
    report_broken(broken, keep_going)


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring autolabel``."""
    run_command(command, argv, "revscoring autolabel")
