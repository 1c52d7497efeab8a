"""Label the edits of a dump that were reverted for damage.

An edit was reverted for damage if a later revision, within --radius revisions and --window-hours,
restores a text from before it (by digest) or says in its summary that it takes the edit back (rollback,
undo), the user who does so is not the author of the edit, the author did not undo the edit first, and nobody
else restored the edit by undoing the revert. Edits that repeat a reverted text of the page are reverted too,
if somebody else removes it. Each edit of the dump becomes one line: {"rev_id": 5, "reverted": false,
"page_id": ..., "title": ..., "namespace": ..., "timestamp": ..., "user": ..., "anonymous": ...,
"temporary": ..., "wiki": ...}; reverted ones have the "evidence" (text, rollback, undo or repeated). Edits
in the last hours of a dump cannot have been reverted yet: see --until.

At the end it shows how many edits other windows of time would label, by how many authors. Small wikis are
patrolled late: with --window auto the dump is read twice, and the shortest of 2, 7 and 30 days is taken that
finds 9 of 10 of the edits that 30 days find.

Example: revscoring autolabel --dump wiki.xml.xz --output labels.jsonl
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

import click

from ..cli.command import utility
from ..cli.dumps import read_whole_dump, report_broken, summary_reader
from ..cli.examples import ExampleCounts
from ..cli.files import InputFile, open_rows
from ..cli.options import (
    POSITIVE,
    at_least,
    dump_option,
    keep_going_option,
    output_option,
    parse_numbers,
    progress_option,
)
from ..cli.progress import Progress
from ..cli.totals import Totals
from ..extractors.dump import Dump, DumpError
from ..extractors.revert_labels import LabelledEdit, label_edits
from ..extractors.revert_windows import WindowSurvey
from ..extractors.reverts import (
    EVIDENCE,
    RADIUS,
    WINDOW_HOURS,
    Evidence,
    Undoing,
    find_reverted,
    seconds,
)
from ..observations.lines import dump_observation

__all__ = ["main"]


def _valid_time(ctx: click.Context, parameter: click.Parameter, value: str | None) -> float | None:
    try:
        return None if value is None else seconds(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a time such as 2007-01-31T00:00:00Z") from None


#: Unit of a window → its hours.
UNITS: Final = {"h": 1.0, "d": 24.0}


def _valid_window(ctx: click.Context, parameter: click.Parameter, value: str | None) -> float | str | None:
    if value is None or value == "auto":
        return value
    unit = UNITS.get(value[-1:], 0.0)
    try:
        hours = float(value[:-1]) * unit if unit else float(value)
    except ValueError:
        hours = -1.0
    if not hours >= 0:
        raise click.BadParameter(f"{value!r}: give auto, hours (48h) or days (30d)")
    return hours


@utility("autolabel")
@dump_option(required=True)
@output_option("Observations, one JSON object per line; or a table: .parquet, .csv, .tsv.", recorded=True)
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
    type=at_least(0.0, float),
    metavar="N",
    help=f"How many hours after an edit its revert may come.  [default: {WINDOW_HOURS:g}]",
)
@click.option(
    "--window",
    callback=_valid_window,
    metavar="TIME",
    help="The same as hours (48h) or days (30d); or auto, to choose from what the dump has.",
)
@click.option("--self-reverts", is_flag=True, help="Include edits that their author undid first.")
@click.option("--restored", is_flag=True, help="Include edits that somebody else restored.")
@click.option(
    "--summaries",
    multiple=True,
    type=InputFile(),
    metavar="CODE|FILE",
    help="Summaries that take edits back: of a language, or one pattern per line such as "
    "'Undid {revision} by {user}'; may be repeated; none takes no summary as evidence.  "
    "[default: those of the dump's language and English]",
)
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
    window_hours: float | None,
    window: float | str | None,
    summaries: tuple[str, ...],
    keep_going: bool,
    show_progress: bool,
    **rules: Any,
) -> None:
    if window is not None and window_hours is not None:
        raise click.UsageError("give either --window or --window-hours")
    if window == "auto" and dump_path == "-":
        raise click.UsageError("--window auto reads the dump twice: give it as a file")

    def is_wanted(edit: LabelledEdit) -> bool:
        return (namespaces is None or edit["namespace"] in namespaces) and (
            until is None or seconds(edit["timestamp"]) <= until
        )

    survey = WindowSurvey(lambda edits, hours: find_reverted(edits, window_hours=hours, **rules))
    if window == "auto":
        for edit in _edits_of(dump_path, survey, summaries, show_progress):
            if is_wanted(edit):
                survey.count(edit)
        window = survey.best()
    elif window is None:
        window = WINDOW_HOURS if window_hours is None else window_hours
    survey = WindowSurvey(
        lambda edits, hours: find_reverted(edits, window_hours=hours, **rules), float(window)
    )
    evidence: Counter[str] = Counter()
    counts = ExampleCounts(label)
    authors: set[str | None] = set()
    broken: list[DumpError] = []
    with Dump(dump_path) as dump, open_rows(output) as out:
        totals = Totals("autolabel", "revisions", show=show_progress, total=dump.size)
        revisions = read_whole_dump(dump, totals, broken)
        for edit in label_edits(revisions, totals.fail, survey.find, _reader(dump, summaries)):
            if not is_wanted(edit):
                totals.left_out += 1
                continue
            survey.count(edit)
            authors.add(edit["user"])
            observation = {label if key == "reverted" else key: value for key, value in edit.items()}
            if dump.site.wiki is not None:
                observation["wiki"] = dump.site.wiki
            dump_observation(observation, out)
            totals.outputs += 1
            if edit["reverted"]:
                evidence[edit["evidence"]] += 1
            counts.add(edit["reverted"], edit["user"])
            if totals.outputs % 100 == 0:
                totals.show(dump.position)
    totals.finish(f"; {evidence.total():,} {label}")
    if totals.outputs:
        if evidence:
            print(_found_by(evidence), file=sys.stderr)
        print(_comparison(survey, totals.outputs, len(authors)), file=sys.stderr)
    counts.print_warning("autolabel", [True])
    report_broken(broken, keep_going)


def _reader(dump: Dump, summaries: tuple[str, ...]) -> Callable[[str], Undoing | None] | None:
    """Return the reader of the chosen patterns of summaries; None if summaries are no evidence."""
    return None if summaries == ("none",) else summary_reader(dump, summaries)


def _edits_of(
    dump_path: str, survey: WindowSurvey, summaries: tuple[str, ...], show_progress: bool
) -> Iterator[LabelledEdit]:
    """Yield the edits of a dump; its defects and invalid times are reported when it is read again."""
    with Dump(dump_path) as dump:
        progress = Progress("autolabel --window auto", dump.size, show=show_progress)
        number = 0
        revisions = read_whole_dump(dump, None, [])
        for edit in label_edits(revisions, _ignore, survey.find, _reader(dump, summaries)):
            yield edit
            number += 1
            if number % 100 == 0:
                progress.show(dump.position, f"{number:,} revisions")
        progress.close(f"{number:,} revisions")


def _ignore(reason: str, where: str) -> None:
    """Do nothing."""


#: Kind of evidence → what it is, for people.
FOUND_BY: Final[dict[Evidence, str]] = {
    "text": "by an earlier text that came back",
    "rollback": "by the summary of a rollback",
    "undo": "by the summary of an undo",
    "repeated": "as repeats of a reverted text",
}


def _found_by(evidence: Counter[str]) -> str:
    """Return how many edits each kind of evidence found.

    Examples
    --------
    >>> _found_by(Counter(text=3, undo=1))
    'Found: 3 by an earlier text that came back, 1 by the summary of an undo'
    """
    found = [f"{evidence[kind]:,} {FOUND_BY[kind]}" for kind in EVIDENCE if evidence[kind]]
    return f"Found: {', '.join(found)}"


def _comparison(survey: WindowSurvey, edits: int, authors: int) -> str:
    """Return what the chosen window found, and a table of what others would find."""
    from tabulate import tabulate

    chosen = survey.chosen
    rows = [
        [
            f"within {_in_words(window)}",
            f"{survey.edits(window):,}",
            f"{survey.authors(window):,}",
            "chosen" if window == chosen else "",
        ]
        for window in survey.windows
    ]
    lines = [
        f"{survey.edits(chosen):,} of {edits:,} edits were reverted within {_in_words(chosen)}; "
        f"they are by {survey.authors(chosen):,} of {authors:,} authors. Other windows would find:",
        tabulate(
            rows,
            ["reverted", "edits", "authors", ""],
            disable_numparse=True,
            colalign=["left", "right", "right", "left"],
        ),
    ]
    best = survey.best()
    if chosen < best:
        lines.append(
            f"Many reverts come later: --window {best / 24:g}d (or --window auto) finds most of them."
        )
    return "\n".join(lines)


def _in_words(hours: float) -> str:
    """Return a time as a person says it.

    Examples
    --------
    >>> [_in_words(hours) for hours in (1, 24, 36, 48, 8760)]
    ['1 hour', '1 day', '36 hours', '2 days', '365 days']
    """
    number, unit = (hours / 24, "day") if hours and hours % 24 == 0 else (hours, "hour")
    return f"{number:g} {unit}{'' if number == 1 else 's'}"


main = command.run
