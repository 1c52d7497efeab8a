"""Say what judgements tell: how many edits of the population should have stayed, and whether you can stop.

FILEs are what review pages save. The interval holds however often you look, so that a review may stop as
soon as it is clear. Where nobody is sure, both ways count. --output writes the judgements as labels
(damaging, goodfaith) by rev_id, which union_merge_observations joins to observations for cv_train. --store
keeps them in a store of reports, where those of other reviews are, and reports export --labels gets labels.

Example: revscoring review tally judgements-*.jsonl --limit 0.1 --output labels.jsonl
"""

from __future__ import annotations

import json
import shutil
import textwrap

import click

from ...cli.command import utility
from ...cli.files import InputFile, OutputFile
from ...cli.sources import read_revision_observations
from ...cli.stores import open_store, wiki_named
from ...files import writing_text
from ...observations import Observation, dump_observation
from .sample import parse_share

__all__ = ["command"]


@utility("tally")
@click.argument("files", nargs=-1, required=True, type=InputFile(), metavar="FILE...")
@click.option(
    "--limit",
    default=0.1,
    show_default=True,
    type=parse_share,
    metavar="SHARE",
    help="How many wrong ones are too many.",
)
@click.option(
    "--output", type=OutputFile(recorded=True), metavar="FILE", help="Write the judgements as labels."
)
@click.option(
    "--store", metavar="FILE", help="Keep the judgements in a store of reports, such as reports.sqlite."
)
@click.option("--wiki", metavar="NAME", help="The wiki of the edits.  [default: the only one in --store]")
@click.option("--as-json", "--json", "as_json", is_flag=True, help="Print a JSON object instead of text.")
def command(
    files: tuple[str, ...],
    limit: float,
    output: str | None,
    store: str | None,
    wiki: str | None,
    as_json: bool,
) -> None:
    from ...audit import describe_tally, endorsements_of, labels_of, tally

    judgements: list[Observation] = [row for path in files for row in read_revision_observations(path)]
    found = tally(judgements)
    if output is not None:
        labels = labels_of(judgements)
        with writing_text(output) as out:
            for row in labels:
                dump_observation(row, out)
        click.echo(f"review tally: {len(labels):,} labels are written", err=True)
    if store is not None:
        kept = open_store(store, make=True)
        name = wiki_named(kept, wiki)
        new = sum(kept.judge(one) for one in endorsements_of(judgements, name))
        click.echo(f"review tally: {new:,} judgements are new in {store}", err=True)
    sentences = describe_tally(found, limit)
    if as_json:
        click.echo(json.dumps({**found, "limit": limit, "sentences": sentences}, ensure_ascii=False))
        return
    width = shutil.get_terminal_size((100, 24)).columns
    for sentence in sentences:
        click.echo(textwrap.fill(sentence, width, break_on_hyphens=False, break_long_words=False))
