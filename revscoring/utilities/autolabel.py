"""Label the edits of a dump that were reverted for damage."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from revscoring.extractors.dump import Dump, DumpError, DumpRevision
from revscoring.extractors.reverts import (
    RADIUS,
    WINDOW_HOURS,
    Edit,
    edits_in_order,
    find_reverted,
    seconds,
)

from ..cli.command import run_command, utility
from ..cli.dumps import read_whole_dump, report_broken
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

__all__ = ["autolabel", "main"]


def autolabel(
    revisions: Iterable[DumpRevision],
    *,
    label: str = "reverted",
    totals: Totals | None = None,
    **constants: Any,
) -> Iterator[dict[str, Any]]:
    """Yield an observation for every revision, page by page, oldest first.

    Parameters
    ----------
    revisions : iterable of DumpRevision
        Pages one after the other, as a dump has them.
    label : str
        The name of the field that says whether the edit was reverted for damage.
    totals : Totals, optional
        Where revisions whose time stamp is invalid are reported.
    **constants
        Passed to `revscoring.extractors.reverts.find_reverted`.

    Yields
    ------
    dict
        ``{"rev_id", label, "page_id", "namespace", "timestamp", "user", "anonymous"}``; a reverted one
        has ``"reverting_id"`` and ``"restored_id"`` too.
    """
    for _, page_revisions in itertools.groupby(revisions, key=lambda revision: id(revision.page)):
        edits = []
        fields: dict[int, dict[str, Any]] = {}
        for revision in page_revisions:
            try:
                time = seconds(revision.timestamp)
            except ValueError:
                reason = f"invalid time {revision.timestamp!r}"
                where = f"revision {revision.id} (line {revision.line})"
                if totals is None:
                    raise ValueError(f"{where}: {reason}") from None
                totals.fail(reason, where)
                continue
            edit = Edit(revision.id, time, revision.user_text, revision.sha1)
            edits.append(edit)
            fields[id(edit)] = {
                "page_id": revision.page.id,
                "namespace": revision.page.namespace,
                "timestamp": revision.timestamp,
                "user": revision.user_text,
                "anonymous": None if revision.user_hidden else revision.user_id == 0,
            }
        edits = edits_in_order(edits)
        reverted = find_reverted(edits, **constants)
        for position, edit in enumerate(edits):
            found = reverted.get(position)
            observation = {"rev_id": edit.id, label: found is not None, **fields[id(edit)]}
            if found is not None:
                observation |= {"reverting_id": found.by.id, "restored_id": found.to.id}
            yield observation


def _valid_time(ctx: click.Context, parameter: click.Parameter, value: str | None) -> float | None:
    try:
        return None if value is None else seconds(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no time such as 2007-01-31T00:00:00Z") from None


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
    help="How many revisions later the revert may come.",
)
@click.option(
    "--window-hours",
    default=WINDOW_HOURS,
    show_default=True,
    type=at_least(0.0, float),
    metavar="N",
    help="How many hours later the revert may come.",
)
@click.option("--self-reverts", is_flag=True, help="Count edits that their author took back first.")
@click.option("--restored", is_flag=True, help="Count edits that somebody else put back.")
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
    **constants: Any,
) -> None:
    """Label every edit of a dump: was it reverted for damage?

    An edit was reverted for damage when a later revision, within --radius revisions and --window-hours,
    restores a text from before it (by digest), the one who restores is another user, the author did not
    take it back himself first, and nobody else put it back. Every edit of the dump becomes one line:
    {"rev_id": 5, "reverted": false, "page_id": ..., "namespace": ..., "timestamp": ..., "user": ...,
    "anonymous": ...}. Edits of the last hours of a dump cannot have been reverted yet: see --until.
    """
    positives = 0
    broken: list[DumpError] = []
    with Dump(dump_path) as dump, open_output(output) as out:
        totals = Totals("autolabel", "revisions", show=show_progress, total=dump.size)
        revisions = read_whole_dump(dump, totals, broken)
        for observation in autolabel(revisions, label=label, totals=totals, **constants):
            if (namespaces is not None and observation["namespace"] not in namespaces) or (
                until is not None and seconds(observation["timestamp"]) > until
            ):
                totals.left_out += 1
                continue
            dump_observation(observation, out)
            totals.outputs += 1
            positives += observation[label]
            if totals.outputs % 100 == 0:
                totals.show(dump.position)
    totals.finish(f"; {positives:,} {label}")
    report_broken(broken, keep_going)


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring autolabel``."""
    run_command(command, argv, "revscoring autolabel")
