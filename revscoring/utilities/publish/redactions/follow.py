"""Write down what wikis hide and show again, from a stream of events, until Ctrl-C.

The stream is that of revision-visibility-change or page_change events. A connection that breaks is made
again, from the last event; with --state, so does the next run. What is repeated is written once.
Suppressions and deleted pages are in no public stream: sweep finds them.

Example: revscoring publish redactions follow --output redactions.jsonl --state state.json --stream
https://stream.wikimedia.org/v2/stream/mediawiki.revision-visibility-change
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections import Counter

import click

from ....cli.command import utility
from ....cli.files import STANDARD, OutputFile
from ....cli.hosts import user_agent
from ....cli.options import POSITIVE
from ....extractors.edit_events import read_visibility
from ....extractors.edits import State, long_format
from ....extractors.event_streams import events, log_refused
from ....publishing import Redaction, RedactionFile

__all__ = ["command"]

logger = logging.getLogger(__name__)


def _parse_time(text: str) -> str:
    try:
        return long_format(text)
    except (ValueError, TypeError):
        raise click.BadParameter(f"{text!r}: give a time such as 2026-05-01T00:00:00Z") from None


@utility("follow")
@click.option("--stream", "stream_url", required=True, metavar="URL", help="The stream of events.")
@click.option(
    "--output",
    required=True,
    type=OutputFile(),
    metavar="FILE",
    help="The redactions; those that are in it remain.",
)
@click.option(
    "--state", "state_file", type=OutputFile(), metavar="FILE", help="Keep where we are, to go on there."
)
@click.option(
    "--wiki",
    "wikis",
    multiple=True,
    metavar="NAME",
    help="Only this wiki, such as enwiki or en.wikipedia.org; may be repeated.",
)
@click.option(
    "--since", type=_parse_time, metavar="TIME", help="Start in the past, if --state has no position."
)
@click.option("--limit", type=POSITIVE, metavar="N", help="End after so many events about these wikis.")
def command(
    stream_url: str,
    output: str,
    state_file: str | None,
    wikis: tuple[str, ...],
    since: str | None,
    limit: int | None,
) -> None:
    if output in STANDARD:
        raise click.UsageError("--output has to be a file, which tells what is known already")
    kept, state = RedactionFile(output), State(state_file)
    counts: Counter[str] = Counter()
    began = time.monotonic()
    print(f"publish redactions follow: {stream_url} into {output}; Ctrl-C ends", file=sys.stderr)
    try:
        for text, event_id in events(stream_url, state, user_agent(), since=since):
            try:
                found = read_visibility(json.loads(text), wikis)
            except (ValueError, TypeError, OverflowError, RecursionError) as error:
                log_refused(text, error)
                counts["refused"] += 1
                found = None
            if found is not None:
                counts["events"] += 1
                counts["new"] += kept.add(Redaction.of(found))
                state.timestamp = max(state.timestamp or "", found.timestamp)
            state.event_id = event_id or state.event_id
            if found is not None:
                state.save()
            if limit is not None and counts["events"] >= limit:
                break
    finally:
        state.save()
        print(
            f"publish redactions follow: {counts['events']:,} events, {counts['new']:,} of them new; "
            f"{counts['refused']:,} could not be read; {len(kept.hidden()):,} revisions are hidden now; "
            f"{time.monotonic() - began:.1f} s",
            file=sys.stderr,
        )
