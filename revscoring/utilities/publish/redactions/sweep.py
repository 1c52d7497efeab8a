"""Ask a wiki which of the revisions in your files it hides; those that are missing twice are removed.

This finds what is in no public stream: suppressions and deleted pages. Only ids are sent, in batches, and
no text is requested. What is shown again is written down, too.

Example: revscoring publish redactions sweep rows.jsonl --host https://my.wiki --output redactions.jsonl
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from ....cli.command import utility
from ....cli.files import STANDARD, InputFile, OutputFile
from ....cli.hosts import make_extractor
from ....cli.options import at_least, host_option, login_option
from ....publishing import RedactionFile, file_revisions, sweep, wiki_names

__all__ = ["command"]


@utility("sweep")
@click.argument("files", nargs=-1, required=True, type=InputFile(), metavar="FILE...")
@host_option(required=True)
@login_option
@click.option(
    "--output",
    required=True,
    type=OutputFile(),
    metavar="FILE",
    help="The redactions; those that are in it remain.",
)
@click.option(
    "--patience",
    default=30.0,
    show_default=True,
    type=at_least(0.0, float),
    metavar="SECONDS",
    help="How long to wait before missing revisions are asked for again.",
)
def command(files: tuple[str, ...], host: str, login: bool, output: str, patience: float) -> None:
    if output in STANDARD:
        raise click.UsageError("--output has to be a file, which tells what is known already")
    kept = RedactionFile(output)
    client = make_extractor(host, login).client
    with client.explained():
        names = wiki_names(client)
        rev_ids = _revisions_of(files, names)
        counts: Counter[str] = Counter()
        for redaction in sweep(client, names, rev_ids, patience=patience):
            counts["asked"] += 1
            counts["hidden"] += bool(redaction.hidden)
            counts["new"] += kept.add(redaction)
    print(
        f"publish redactions sweep: {len(rev_ids):,} revisions of {names[0]} in = {counts['asked']:,} out + "
        f"{len(rev_ids) - counts['asked']:,} errors; {counts['hidden']:,} are hidden, {counts['new']:,} "
        f"changed; {client.requests:,} requests",
        file=sys.stderr,
    )


def _revisions_of(files: Iterable[str], names: tuple[str, str]) -> list[int]:
    """Return the revisions of a wiki in files; files that do not name the wiki are about it."""
    found = {
        rev_id
        for path in files
        for rev_id, wiki in file_revisions(Path(path))
        if wiki is None or wiki in names
    }
    return sorted(found)
