"""Tables of revisions with the columns of Wikimedia's two tables of histories."""

from __future__ import annotations

import lzma
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pyarrow as pa

from revscoring.arrow import CONTENT_HISTORY_SCHEMA

WIKITEXT_HISTORY_SCHEMA = pa.schema(
    [
        ("page_id", pa.int64()),
        ("page_namespace", pa.int32()),
        ("page_title", pa.string()),
        ("page_redirect_title", pa.string()),
        ("page_restrictions", pa.list_(pa.string())),
        ("user_id", pa.int64()),
        ("user_text", pa.string()),
        ("revision_id", pa.int64()),
        ("revision_parent_id", pa.int64()),
        ("revision_timestamp", pa.string()),
        ("revision_minor_edit", pa.bool_()),
        ("revision_comment", pa.string()),
        ("revision_text_bytes", pa.int64()),
        ("revision_text_sha1", pa.string()),
        ("revision_text", pa.string()),
        ("revision_content_model", pa.string()),
        ("revision_content_format", pa.string()),
        ("snapshot", pa.string()),
        ("wiki_db", pa.string()),
    ]
)

NO_SLOT = {"content_body": None, "content_model": None}

START = datetime(2004, 3, 1, 12, tzinfo=timezone.utc)


def content_row(page: int, rev: int, parent: int | None, text: str | None, **changes: object) -> dict:
    """Return a row of ``mediawiki_content_history_v1``; a text that is None is hidden."""
    slot = {
        "content_body": text,
        "content_format": "text/x-wiki",
        "content_model": changes.pop("model", "wikitext"),
        "content_sha1": None,
        "content_size": None if text is None else len(text.encode()),
        "origin_rev_id": rev,
    }
    row = dict.fromkeys(CONTENT_HISTORY_SCHEMA.names)
    row |= {
        "page_id": page,
        "page_namespace_id": 1,
        "page_title": f"Talk:Page {page}",
        "user_id": 5,
        "user_text": "Ann",
        "user_is_visible": True,
        "revision_id": rev,
        "revision_parent_id": parent,
        "revision_dt": START + timedelta(minutes=rev),
        "revision_is_minor_edit": False,
        "revision_comment": "/* Top */ more",
        "revision_comment_is_visible": True,
        "revision_size": slot["content_size"],
        "revision_content_slots": [("main", slot)],
        "revision_content_is_visible": text is not None,
        "wiki_id": "testwiki",
    }
    return row | changes


def content_table(rows: list[dict]) -> pa.Table:
    """Return a table of rows of ``mediawiki_content_history_v1``."""
    return pa.Table.from_pylist(rows, schema=CONTENT_HISTORY_SCHEMA)


def as_wikitext_history(rows: list[dict]) -> pa.Table:
    """Return the same rows as a table of the older ``mediawiki_wikitext_history``."""
    found = []
    for row in rows:
        slot = dict(
            row["revision_content_slots"] or [("main", {"content_body": None, "content_model": None})]
        )["main"]
        found.append(
            {
                "page_id": row["page_id"],
                "page_namespace": row["page_namespace_id"],
                "page_title": row["page_title"],
                "user_id": -1 if row["user_id"] is None else row["user_id"],
                "user_text": row["user_text"] if row["user_is_visible"] else None,
                "revision_id": row["revision_id"],
                "revision_parent_id": row["revision_parent_id"] or -1,
                "revision_timestamp": row["revision_dt"].strftime("%Y-%m-%dT%H:%M:%SZ"),
                "revision_minor_edit": row["revision_is_minor_edit"],
                "revision_comment": row["revision_comment"] if row["revision_comment_is_visible"] else None,
                "revision_text_bytes": row["revision_size"],
                "revision_text": slot["content_body"],
                "revision_content_model": slot["content_model"],
                "snapshot": "2026-11",
                "wiki_db": row["wiki_id"],
            }
        )
    return pa.Table.from_pylist(found, schema=WIKITEXT_HISTORY_SCHEMA)


def hostile_rows() -> list[dict]:
    """Return rows of pages in which much is hidden, missing or odd, and good rows between them."""
    return [
        content_row(1, 10, None, "The lake."),
        content_row(1, 11, 10, "The deep lake."),
        content_row(1, 12, 11, None),
        content_row(1, 13, 12, "The lake again, lol."),
        content_row(1, 14, 13, "The lake, still.", user_is_visible=False, user_text=None, user_id=None),
        content_row(1, 15, 14, "The lake.", revision_comment=None, revision_comment_is_visible=False),
        content_row(1, 16, 15, "The lake!", user_id=None, user_text="192.0.2.1"),
        content_row(2, 20, 4, "Its parent is on another page."),
        content_row(2, 21, 20, "[[" * 500 + "{{" * 500 + "<ref>"),
        content_row(3, 30, 0, '{"a": 1}', model="json", page_title="Page 3", page_namespace_id=0),
        content_row(3, 31, 30, "", revision_content_slots=None),
        content_row(4, 40, None, ""),
    ]


def part_of_sample(repository: Path, directory: Path, revisions: int = 200) -> str:
    """Write a dump of some pages of the sample wiki, those with something hidden first; return its path."""
    sample = repository / "examples" / "sample_wiki" / "sample_wiki.xml.xz"
    head, *pages = lzma.decompress(sample.read_bytes()).decode("utf8").split("  <page>")
    pages[-1], end = pages[-1].split("</mediawiki>")
    pages.sort(key=lambda page: 'deleted="deleted"' not in page)
    kept, count = [], 0
    for page in pages:
        if count < revisions:
            kept.append(page)
            count += page.count("<revision>")
    path = directory / "part_of_sample.xml"
    path.write_text("  <page>".join([head, *kept]) + "</mediawiki>" + end, encoding="utf-8")
    return str(path)
