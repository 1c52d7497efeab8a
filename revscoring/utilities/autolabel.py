"""Label the edits of a dump that were reverted for damage.

An edit was reverted for damage if a later revision, within --radius revisions and --window-hours,
restores a text from before it (by digest), the user who restores it is not the author of the edit, the
author did not undo the edit first, and nobody else restored the edit. Each edit of the dump becomes one
line: {"rev_id": 5, "reverted": false, "page_id": ..., "namespace": ..., "timestamp": ..., "user": ...,
"anonymous": ...}. Edits in the last hours of a dump cannot have been reverted yet: see --until.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from revscoring.extractors.dump import Dump, DumpError
from revscoring.extractors.reverts import RADIUS, WINDOW_HOURS, find_reverted, label_edits, seconds

from ..cli.command import utility
from ..cli.dumps import read_whole_dump, report_broken
from ..cli.examples import ExampleCounts
from ..cli.files import open_output
from ..cli.options import (
    POSITIVE,
    at_least,
    dump_option,
    keep_going_option,
    output_option,
    parse_numbers,
    progress_option,
)
from ..cli.totals import Totals
from ..observations.lines import dump_observation

__all__ = ["main"]


def _valid_time(ctx: click.Context, parameter: click.Parameter, value: str | None) -> float | None:
    try:
        return None if value is None else seconds(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a time such as 2007-01-31T00:00:00Z") from None


@utility("autolabel")
@dump_option(required=True)
@output_option("Observations, one JSON object per line.")
@click.option("--label", default="reverted", show_default=True, help="Name of the field with the label.")
@click.option(
    "--radius",
    default=RADIUS,
    show_default=True,
    type=POSITIVE,
    metavar="N",
    help="How many revisions after an edit its revert may come.",
)
@click.option(
    "--window-hours",
    default=WINDOW_HOURS,
    show_default=True,
    type=at_least(0.0, float),
    metavar="N",
    help="How many hours after an edit its revert may come.",
)
@click.option("--self-reverts", is_flag=True, help="Include edits that their author undid first.")
@click.option("--restored", is_flag=True, help="Include edits that somebody else restored.")
@click.option(
    "--namespaces", type=parse_numbers, metavar="N,...", help="Only these namespaces.  [default: all]"
)
@click.option("--until", callback=_valid_time, metavar="TIME", help="Leave out edits after this time.")
@keep_going_option
@progress_option()
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
    positives = 0
    counts = ExampleCounts()
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
            counts.add(edit["reverted"], edit["user"])
            if totals.outputs % 100 == 0:
                totals.show(dump.position)
    totals.finish(f"; {positives:,} {label}")
    counts.print_warning("autolabel", [True])
    report_broken(broken, keep_going)


main = command.run
