"""``revscoring reports export``: write a store as lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ...audit import ReportStore
from ...cli.command import utility
from ...cli.files import open_output
from ...cli.options import output_option
from ...cli.stores import open_store, store_option

__all__ = ["command"]


@utility("export")
@store_option
@output_option("Lines of JSON.")
def command(store: str, output: str) -> None:
    """Write all that is in a store as lines of JSON, which revscoring reports import reads back.

    Example: revscoring reports export --output reports.jsonl
    """
    kept = open_store(store)
    with open_output(output) as out:
        for document in _documents(kept):
            out.write(json.dumps(document, ensure_ascii=False) + "\n")


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
