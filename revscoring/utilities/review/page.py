"""Write the page on which people judge the edits of a sample: one HTML file that needs no network.

It shows what each edit changed, with the texts of a dump (--dump), of a live wiki (--host), or of the cache
in SAMPLE. It does not show who made the edit, its score, or what became of it. The browser keeps the
judgements, and saves them as a file of JSON lines. With several --reviewer, each gets a page of their own;
one edit of five is on all pages, which tells how far people agree.

Example: revscoring review page sample.jsonl --dump wiki.xml.bz2 --reviewer Ann --reviewer Ben
--output review.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...cli.command import utility
from ...cli.dumps import report_broken
from ...cli.extraction import dump_source
from ...cli.files import STANDARD, InputFile, open_output
from ...cli.hosts import make_extractor
from ...cli.options import DumpOptions, dump_options, output_option, source_options
from ...cli.sources import read_revision_observations
from ...cli.totals import Totals
from ...datasources.revision_oriented import revision
from ...errors import plain_text
from ...extractors.api import fetch_tasks
from ...extractors.dump import Dump
from ...extractors.tasks import chunks
from ...extractors.workers import Task
from ...observations import Observation, ObservationError

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["command"]

#: Edits that are asked for together.
TOGETHER = 10

#: What is read of an edit; it can be shown if the texts are known.
TEXTS = (revision.text, revision.parent.text)
NODES = (*TEXTS, revision.page.title, revision.timestamp_str, revision.comment)


@utility("page")
@click.argument("sample", type=InputFile())
@source_options
@click.option(
    "--reviewer", "reviewers", multiple=True, metavar="NAME", help="Who judges; several get a page each."
)
@click.option("--title", metavar="TEXT", help="The heading.")
@output_option("The page; with several reviewers their names are added.")
@dump_options
def command(
    sample: str,
    dump_path: str | None,
    host: str | None,
    login: bool,
    reviewers: tuple[str, ...],
    title: str | None,
    output: str,
    **options: Unpack[DumpOptions],
) -> None:
    from ...audit import render_review, reviewed_edit

    if dump_path is not None and host is not None:
        raise click.UsageError("give either --dump FILE or --host URL")
    if len(set(reviewers)) < len(reviewers):
        raise click.UsageError("two reviewers have the same name: give them different ones")
    if len(reviewers) > 1 and output in STANDARD:
        raise click.UsageError("several reviewers have several pages: add --output review.html")
    rows = read_revision_observations(sample)
    for number, row in enumerate(rows, 1):
        review = row.get("review")
        if not isinstance(review, dict) or type(review.get("place")) is not int or "sample" not in review:
            raise ObservationError(
                f"{sample}, observation {number}: it is of no sample: see revscoring review sample"
            )
    if not rows:
        raise ObservationError(f"{sample}: the sample is empty")
    totals = Totals("review page", "edits", inputs=len(rows))
    if host is not None:
        found = _from_wiki(rows, host, login)
    elif dump_path is not None:
        found = _from_dump(rows, dump_path, totals, options)
    else:
        found = ((row, row.get("cache") or {}, "") for row in rows)
    edits = []
    for row, values, problem in found:
        edits.append(reviewed_edit(row, values, problem))
        if edits[-1]["problem"]:
            totals.fail(edits[-1]["problem"], f"revision {row['rev_id']}")
        else:
            totals.outputs += 1
    if not totals.outputs:
        reasons = "; ".join(totals.reasons())
        raise RuntimeError(f"no edit can be shown: {reasons}; give --dump FILE or --host URL")
    for reviewer in reviewers or ("",):
        path = output if len(reviewers) < 2 else _path_for(output, reviewer)
        with open_output(path) as out:
            out.write(render_review(edits, reviewer, reviewers, title or ""))
        if path not in STANDARD:
            click.echo(f"review page: {path} is written", err=True)
    totals.finish("; those with an error are on the page without their text" if totals.errors else "")
    click.echo(
        "Next: open the page in a browser, judge, and save; then revscoring review tally judgements-*.jsonl",
        err=True,
    )


def _path_for(output: str, reviewer: str) -> str:
    """Return the path of the page of a reviewer.

    >>> _path_for("review.html", "Ann/Bo")
    'review-Ann_Bo.html'
    """
    path = Path(output)
    name = "".join(character if character.isalnum() else "_" for character in reviewer)
    return str(path.with_name(f"{path.stem}-{name}{path.suffix}"))


def _shown(task: Task) -> tuple[dict[str, Any], str]:
    """Return the root values of an edit, and why its texts are not among them."""
    if all(str(node) in task.cache for node in TEXTS):
        return task.cache, ""  # something else may be hidden
    return task.cache, "it is not known" if task.error is None else plain_text(task.error)


def _from_wiki(
    rows: Sequence[Observation], host: str, login: bool
) -> Iterator[tuple[Observation, dict[str, Any], str]]:
    extractor = make_extractor(host, login)
    for batch in chunks(rows, TOGETHER):
        for task in fetch_tasks(extractor, batch, NODES):
            yield task.key, *_shown(task)


def _from_dump(
    rows: list[Observation], path: str, totals: Totals, options: DumpOptions
) -> Iterator[tuple[Observation, dict[str, Any], str]]:
    with Dump(path) as dump:
        source = dump_source(dump, NODES, totals, rows, options)
        tasks: dict[int, Task] = {task.key: task for task in source.tasks()}
        for place, row in enumerate(rows):
            link = dump.site.diff_link(row["rev_id"])
            shown = _shown(tasks[place]) if place in tasks else ({}, "it is not in the dump")
            yield {**({"link": link} if link else {}), **row}, *shown
    report_broken(source.broken, options["keep_going"])
