"""``revscoring reports list``: show the reports in a store."""

from __future__ import annotations

import json
import sys

import click

from ...cli.command import utility
from ...cli.edits import day_of
from ...cli.options import POSITIVE
from ...cli.stores import open_store, store_option
from ...cli.tables import fit
from ...cli.terminal import columns

__all__ = ["command"]

WIDTHS = {"revision": 11, "kind": 14, "day": 11, "theme": 22}


@utility("list")
@store_option
@click.option("--wiki", metavar="NAME", help="Only those about edits of this wiki.")
@click.option("--open/--resolved", "is_open", default=None, help="Only those that are open, or resolved.")
@click.option("--limit", type=POSITIVE, default=100, show_default=True, metavar="N", help="How many to show.")
@click.option("--as-json", "--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(store: str, wiki: str | None, is_open: bool | None, limit: int, as_json: bool) -> None:
    """Show the reports in a store, the newest first.

    Example: revscoring reports list --open
    """
    kept = open_store(store)
    found = kept.reports(wiki, limit=limit, is_open=is_open)
    themes = kept.themes()
    if as_json:
        for report in found:
            document = {**report._asdict(), "themes": themes.get((report.wiki, report.rev_id), [])}
            click.echo(json.dumps(document, ensure_ascii=False))
        return
    space = max(columns() - sum(WIDTHS.values()) - 2 * len(WIDTHS), 20)
    if found:
        click.echo("  ".join([*(fit(name, width) for name, width in WIDTHS.items()), "note"]).rstrip())
    for report in found:
        cells = (
            str(report.rev_id),
            report.kind,
            day_of(report.created.replace("+00:00", "")),
            ", ".join(themes.get((report.wiki, report.rev_id), [])),
        )
        begin = [fit(cell, width) for cell, width in zip(cells, WIDTHS.values(), strict=True)]
        note = f"[{report.resolution}] {report.note}" if report.resolved else report.note
        click.echo("  ".join([*begin, fit(note, space)]).rstrip())
    still_open = sum(not report.resolved for report in found)
    noun = "report" if len(found) == 1 else "reports"
    print(
        f"reports list: {len(found):,} {noun}, {still_open:,} of them open",
        file=sys.stderr,
    )
