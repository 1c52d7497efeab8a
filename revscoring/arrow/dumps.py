"""Revisions of dumps as record batches, with the columns of ``mediawiki_content_history_v1``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any, Final

import pyarrow as pa

from ..extractors.dump import WINDOW_BYTES, Dump, Linked, link_parents
from .rows import MAIN_SLOT

__all__ = ["CONTENT_HISTORY_SCHEMA", "read_dump"]

_SLOT: Final = pa.struct(
    [
        ("content_body", pa.string()),
        ("content_format", pa.string()),
        ("content_model", pa.string()),
        ("content_sha1", pa.string()),
        ("content_size", pa.int64()),
        ("origin_rev_id", pa.int64()),
    ]
)

#: The columns of ``mediawiki_content_history_v1`` that a dump can fill.
CONTENT_HISTORY_SCHEMA: Final = pa.schema(
    [
        ("page_id", pa.int64()),
        ("page_namespace_id", pa.int32()),
        ("page_title", pa.string()),
        ("page_redirect_target", pa.string()),
        ("user_id", pa.int64()),
        ("user_text", pa.string()),
        ("user_is_visible", pa.bool_()),
        ("revision_id", pa.int64()),
        ("revision_parent_id", pa.int64()),
        ("revision_dt", pa.timestamp("us", "UTC")),
        ("revision_is_minor_edit", pa.bool_()),
        ("revision_comment", pa.string()),
        ("revision_comment_is_visible", pa.bool_()),
        ("revision_size", pa.int64()),
        ("revision_content_slots", pa.map_(pa.string(), _SLOT)),
        ("revision_content_is_visible", pa.bool_()),
        ("wiki_id", pa.string()),
    ]
)

#: A batch ends when its texts have this many characters, or when it has this many rows.
BATCH_CHARACTERS: Final = 8_000_000
BATCH_ROWS: Final = 1000


def read_dump(
    path: str,
    *,
    wiki: str | None = None,
    by_order: bool = False,
    window: int = WINDOW_BYTES,
) -> Iterator[pa.RecordBatch]:
    """Yield the revisions of a dump as record batches that `extract` and `score` read.

    Parent ids that the dump lacks are found by the order of the revisions in it.

    Parameters
    ----------
    path : str
        See `revscoring.extractors.dump.Dump`.
    wiki : str, optional
        The name of the wiki; by default the one that the dump has for it.
    by_order, window
        See `revscoring.extractors.dump.link_parents`.

    Raises
    ------
    DumpError
        After all complete revisions, when the dump is broken.
    """
    rows: list[dict[str, Any]] = []
    characters = 0

    def batch() -> pa.RecordBatch:
        columns = [pa.array([row[f.name] for row in rows], type=f.type) for f in CONTENT_HISTORY_SCHEMA]
        rows.clear()
        return pa.RecordBatch.from_arrays(columns, schema=CONTENT_HISTORY_SCHEMA)

    with Dump(path) as dump:
        try:
            for linked in link_parents(dump, by_order=by_order, window=window):
                name = wiki or dump.site.dbname or dump.site.wiki
                rows.append(_row(linked, name))
                characters += len(linked.revision.text or "")
                if characters >= BATCH_CHARACTERS or len(rows) >= BATCH_ROWS:
                    yield batch()
                    characters = 0
        except Exception:
            if rows:
                yield batch()
            raise
        if rows:
            yield batch()


def _row(linked: Linked, wiki: str | None) -> dict[str, Any]:
    revision = linked.revision
    page, broken = revision.page, revision.broken
    slot = {
        "content_body": revision.text,
        "content_format": revision.format,
        "content_model": revision.model,
        "content_sha1": revision.stored_sha1 or None,
        "content_size": revision.byte_length,
        "origin_rev_id": revision.id,
    }
    return {
        "page_id": page.id,
        "page_namespace_id": page.namespace,
        "page_title": None if "page" in broken else page.full_title,
        "page_redirect_target": page.redirect,
        "user_id": -1 if revision.user_id is None else revision.user_id or None,
        "user_text": revision.user_text,
        "user_is_visible": not revision.user_hidden,
        "revision_id": revision.id,
        "revision_parent_id": linked.missing_parent if linked.parent is None else linked.parent.id,
        "revision_dt": _time(revision.timestamp),
        "revision_is_minor_edit": revision.minor,
        "revision_comment": revision.comment,
        "revision_comment_is_visible": revision.comment is not None,
        "revision_size": revision.byte_length,
        "revision_content_slots": [(MAIN_SLOT, slot)],
        "revision_content_is_visible": revision.text is not None,
        "wiki_id": wiki,
    }


def _time(text: str) -> datetime | None:
    """Return the time of a revision; None for one that cannot be read."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        return None
