"""``revscoring reports export``: write a store as lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from ...audit import ReportStore
from ...cli.command import utility
from ...cli.files import open_output
from ...cli.options import output_option
from ...cli.stores import open_store, store_option, wiki_named

__all__ = ["command"]


@utility("export")
@store_option
@output_option("Lines of JSON.")
@click.option(
    "--labels", is_flag=True, help="Write what most users hold true of each edit: labels to learn from."
)
@click.option(
    "--wiki", metavar="NAME", help="The wiki of the edits, with --labels.  [default: the store's only one]"
)
def command(store: str, output: str, labels: bool, wiki: str | None) -> None:
    """Write all that is in a store as lines of JSON, which revscoring reports import reads back.

    With --labels, a line is an edit with what most users hold true of it, such as {"rev_id": 5, "damaging":
    true}: revscoring intersect_merge_observations joins them to observations for cv_train. Where users are
    divided, there is no label.

    Example: revscoring reports export --labels --output labels.jsonl
    """
    if wiki is not None and not labels:
        raise click.UsageError("--wiki goes with --labels")
    kept = open_store(store)
    documents = _labels(kept, wiki_named(kept, wiki)) if labels else _documents(kept)
    with open_output(output) as out:
        for document in documents:
            out.write(json.dumps(document, ensure_ascii=False) + "\n")


def _labels(store: ReportStore, wiki: str) -> Iterator[dict[str, Any]]:
    """Yield the edits of a wiki of which something is held true."""
    found: dict[int, dict[str, Any]] = {}
    for facet in sorted({one.facet for one in store.endorsements()}):
        for (name, rev_id), data in store.truths(facet).items():
            if name == wiki:
                found.setdefault(rev_id, {})[facet] = data
    yield from ({"rev_id": rev_id, **truths} for rev_id, truths in sorted(found.items()))


def _documents(store: ReportStore) -> Iterator[dict[str, Any]]:
    for key, report in store.keyed_reports():
        yield {"type": "report", "key": key, **report._asdict()}
    for (wiki, rev_id), names in store.themes().items():
        for name in names:
            yield {"type": "theme", "wiki": wiki, "rev_id": rev_id, "name": name}
    for endorsement in store.endorsements():
        yield {"type": "judgement", **endorsement._asdict()}
    for wiki, rev_id in store.redacted():
        yield {"type": "redaction", "wiki": wiki, "rev_id": rev_id}
