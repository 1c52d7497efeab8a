"""Redaction: after it, what is hidden is in no byte of any file, and the rest is as it was."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from revscoring.audit import Endorsement, Report, ReportStore, StoreError
from revscoring.publishing import (
    HiddenRevisions,
    Redaction,
    RedactionError,
    RedactionFile,
    collect_hidden_texts,
    file_revisions,
    redact_document,
    redact_file,
    revisions_in,
)

SECRET = "zq-secret"

SCORE = {"prediction": True, "probability": {"true": 0.75, "false": 0.25}}

HIDDEN = {
    "rev_id": 5,
    "wiki": "testwiki",
    "title": "Ants",
    "timestamp": "2026-05-01T00:00:00Z",
    "user": f"{SECRET} user",
    "anonymous": False,
    "comment": f"{SECRET} comment",
    "note": SECRET,
    "count_of": {SECRET: 2},
    "reverted": True,
    "score": SCORE,
    "error": {"type": "TextDeleted", "message": f"not {SECRET}"},
    "contributions": [
        {
            "feature": "feature.chars",
            "in_words": "chars: 3",
            "value": 3,
            "contribution": 0.5,
            "evidence": [[SECRET, 2]],
        }
    ],
    "cache": {
        "datasource.revision.text": f"The {SECRET} text",
        "datasource.revision.comment": SECRET,
        "datasource.revision.user.text": SECRET,
        "datasource.revision.user.info.registration_str": "2004-05-06T07:08:09Z",
        "datasource.revision.parent.id": 4,
        "datasource.revision.parent.text": "The text",
        "datasource.revision.timestamp": {"~": "timestamp", "value": "2026-05-01T00:00:00Z"},
        "datasource.wikitext.revision.words": ["The", SECRET, "text"],
        "datasource.wikitext.revision.counts": {"~": "counter", "items": [[SECRET, 2]]},
        "datasource.tokens": [{"~": "token", "value": SECRET, "type": "word"}],
        "feature.revision.user.is_anon": False,
        "feature.chars": 12,
        "feature.text": SECRET,
    },
}
#: The child of the hidden revision holds its text, too.
CHILD = {
    "rev_id": 6,
    "user": "Ann",
    "comment": "Undo",
    "cache": {
        "datasource.revision.text": "The text",
        "datasource.revision.parent.id": 5,
        "datasource.revision.parent.text": f"The {SECRET} text",
        "datasource.words_removed": [SECRET],
        "feature.chars": 8,
    },
}
#: It does not know whose child it is, but the text gives it away.
STRANGER = {**CHILD, "rev_id": 7, "cache": {**CHILD["cache"], "datasource.revision.parent.id": None}}
OTHER = {"rev_id": 8, "user": "Ben", "comment": "a “quote”", "score": SCORE, "note": "stays"}


def redaction(*hidden: str, rev_id: int = 5) -> Redaction:
    return Redaction("testwiki", rev_id, frozenset(hidden), "2026-06-01T00:00:00Z", "test.example")


ALL = redaction("text", "user", "comment")


def test_what_remains_of_a_revision_that_is_hidden_wholly():
    row = redact_document(HIDDEN, HiddenRevisions([redaction("removed")]))
    assert SECRET not in json.dumps(row)
    assert row == {
        "rev_id": 5,
        "wiki": "testwiki",
        "timestamp": "2026-05-01T00:00:00Z",
        "reverted": True,
        "score": SCORE,
        "error": {"type": "TextDeleted"},
        "contributions": [
            {"feature": "feature.chars", "in_words": "chars: 3", "value": 3, "contribution": 0.5}
        ],
        "cache": {
            "datasource.revision.parent.id": 4,
            "datasource.revision.parent.text": "The text",
            "datasource.revision.timestamp": {"~": "timestamp", "value": "2026-05-01T00:00:00Z"},
            "feature.chars": 12,
        },
        "redacted": ["comment", "removed", "text", "user"],
    }


@pytest.mark.parametrize(
    ("hidden", "gone", "kept"),
    [
        ("text", "datasource.revision.text", "datasource.revision.user.text"),
        ("user", "datasource.revision.user.text", "datasource.revision.comment"),
        ("user", "feature.revision.user.is_anon", "datasource.revision.text"),
        ("comment", "datasource.revision.comment", "datasource.revision.text"),
    ],
)
def test_only_what_is_hidden_goes_where_that_can_be_told(hidden, gone, kept):
    row = redact_document(HIDDEN, HiddenRevisions([redaction(hidden)]))
    assert gone not in row["cache"] and kept in row["cache"]
    assert ("user" in row, "comment" in row) == (hidden != "user", hidden != "comment")
    assert "note" not in row and "datasource.wikitext.revision.words" not in row["cache"]


def test_other_wikis_and_other_revisions_are_left_alone():
    hidden = HiddenRevisions([ALL])
    assert redact_document(OTHER, hidden) is OTHER
    elsewhere = {**HIDDEN, "wiki": "otherwiki"}
    assert redact_document(elsewhere, hidden) is elsewhere
    assert redact_document({**HIDDEN, "wiki": "test.example"}, hidden)["redacted"]
    nested = {"edits": [OTHER, {"rev_id": 5, "note": SECRET}]}
    assert redact_document(nested, hidden) == {
        "edits": [OTHER, {"rev_id": 5, "redacted": ["comment", "text", "user"]}]
    }


def test_rows_that_do_not_tell_whose_words_they_quote_are_counted(tmp_path):
    path = tmp_path / "rows.jsonl"
    quoting = {"rev_id": 6, "cache": {"datasource.words_removed": [SECRET]}}
    others = [CHILD, STRANGER, {"rev_id": 7, "cache": {"feature.chars": 3}}, {**quoting, "parent_id": 5}]
    path.write_text("".join(json.dumps(row) + "\n" for row in (quoting, *others)))
    assert collect_hidden_texts(path, HiddenRevisions([ALL])) == 1


def test_revisions_are_found_at_any_depth_and_in_caches():
    assert set(revisions_in({"edits": [HIDDEN, CHILD]})) == {
        (5, "testwiki"),
        (4, "testwiki"),
        (6, None),
        (5, None),
    }


@pytest.mark.parametrize(
    "row",
    [
        {"rev_id": "5", "comment": SECRET},
        {"revid": 5, "comment": SECRET},
        {"revision_id": 5, "performer": {"user_text": SECRET, "user_id": 7}},
        {"revision": {"rev_id": 5, "comment": SECRET, "text": SECRET}, "performer": {"user_text": SECRET}},
    ],
)
def test_revisions_are_known_by_the_names_that_apis_and_events_have_for_ids(row):
    redacted = redact_document(row, HiddenRevisions([ALL]))
    assert SECRET not in json.dumps(redacted) and redacted["redacted"] and "performer" not in redacted
    assert {5} == {rev_id for rev_id, _ in (*revisions_in(row), *revisions_in(redacted))}


PACKED = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}
UNPACKED = {"": bytes, ".gz": gzip.decompress, ".bz2": bz2.decompress, ".xz": lzma.decompress}


@pytest.mark.parametrize("suffix", PACKED)
def test_no_byte_of_a_file_has_what_is_hidden_and_other_lines_are_as_they_were(tmp_path, suffix):
    path = tmp_path / f"rows.jsonl{suffix}"
    other = json.dumps(OTHER, separators=(",", ":")).encode() + b"\r\n"
    lines = [json.dumps(row).encode() + b"\n" for row in (HIDDEN, CHILD, STRANGER)]
    path.write_bytes(PACKED[suffix](b"".join([other, *lines, b"\n", other])))
    path.chmod(0o640)
    hidden = HiddenRevisions([ALL])
    collect_hidden_texts(path, hidden)
    assert redact_file(path, hidden) == 3
    content = UNPACKED[suffix](path.read_bytes())
    assert SECRET.encode() not in content
    assert content.startswith(other) and content.endswith(b"\n\n" + other) and content.count(b"\n") == 6
    assert json.loads(content.splitlines()[2])["redacted"] == ["parent comment", "parent text", "parent user"]
    assert json.loads(content.splitlines()[2])["cache"]["datasource.revision.text"] == "The text"
    assert path.stat().st_mode & 0o777 == 0o640 and [one.name for one in tmp_path.iterdir()] == [path.name]
    stamp = path.stat().st_mtime_ns
    assert redact_file(path, hidden) == 0
    assert path.stat().st_mtime_ns == stamp, "nothing is written where nothing is hidden"


def test_a_document_over_several_lines_is_redacted(tmp_path):
    path = tmp_path / "explanations.json"
    path.write_text(json.dumps({"edits": [HIDDEN, OTHER]}, indent=2) + "\n")
    assert redact_file(path, HiddenRevisions([ALL])) == 1
    assert SECRET not in path.read_text() and json.loads(path.read_text())["edits"][1] == OTHER
    assert set(file_revisions(path)) == {(5, "testwiki"), (4, "testwiki"), (8, None)}


def test_a_store_of_reports_has_what_is_hidden_in_no_byte_and_no_log(tmp_path):
    store = ReportStore(tmp_path / "reports.sqlite")
    source = "https://test.example/page"
    reports = [
        Report(
            "testwiki", 5, "damaging", "1", "other", 0.9, f"{SECRET} {number}" * 20, source, section=SECRET
        )
        for number in range(100)
    ]
    store.add_all(reports, [str(number) for number in range(100)])
    store.add(Report("testwiki", 6, "damaging", "1", "other", 0.9, "fine", source))
    store.judge(Endorsement("testwiki", 5, "damaging", False, "Ann", f"{SECRET} again"))
    assert SECRET.encode() in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert redact_file(store.path, HiddenRevisions([redaction("text")])) == 1
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert redact_file(store.path, HiddenRevisions([redaction("text")])) == 0
    assert {report.note for report in store.reports()} == {"", "fine"} and len(store.reports()) == 101
    assert store.truths("damaging") == {("testwiki", 5): False}
    store.add(Report("testwiki", 5, "damaging", "1", "other", None, SECRET, source=source, section=SECRET))
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_store_that_another_program_reads_is_said_and_done_the_next_time(tmp_path):
    store = ReportStore(tmp_path / "reports.sqlite")
    store.add(Report("testwiki", 5, "damaging", "1", "other", 0.9, SECRET))
    hidden = HiddenRevisions([ALL])
    with closing(sqlite3.connect(store.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM report").fetchall()
        with pytest.raises(StoreError, match="another program reads it"):
            redact_file(store.path, hidden)
        reader.rollback()
        assert redact_file(store.path, hidden) == 0
        assert SECRET.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\xff", "neither JSON nor a store"),
        (b'{"rev_id": 5}\nnot JSON\n', "line 2: this is not JSON"),
        (b"[" * 100_000, "neither JSON nor a store"),
        (gzip.compress(b'{"rev_id": 5}\n' * 1000, mtime=0)[:-20], "cannot be unpacked"),
        (b"BZh9 is no such file", "cannot be unpacked"),
        (b"SQLite format 3\x00 but not really", "bad"),
    ],
)
def test_files_that_cannot_be_read_are_named_and_left_as_they_are(tmp_path, content, message):
    path = tmp_path / "bad"
    path.write_bytes(content)
    with pytest.raises(RedactionError, match=message if message != "bad" else "bad:"):
        redact_file(path, HiddenRevisions([ALL]))
    assert path.read_bytes() == content and [one.name for one in tmp_path.iterdir()] == ["bad"]


def test_another_database_gets_no_tables(tmp_path):
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    content = path.read_bytes()
    with pytest.raises(RedactionError, match="not a store of reports"):
        redact_file(path, HiddenRevisions([ALL]))
    assert path.read_bytes() == content


def test_a_file_of_redactions_goes_on_after_a_crash(tmp_path: Path):
    kept = RedactionFile(tmp_path / "redactions.jsonl")
    assert kept.add(ALL) and kept.add(redaction("text", rev_id=6))
    assert not kept.add(ALL), "it is known"
    assert not kept.add(ALL._replace(hidden=frozenset(), time="2026-05-01T00:00:00Z")), "it is overtaken"
    with kept.path.open("ab") as file:
        file.write(b'{"wiki": "testwi')
    kept = RedactionFile(kept.path)
    assert kept.add(redaction(rev_id=6)._replace(time="2026-07-01T00:00:00Z")), "it is shown again"
    assert [one.rev_id for one in RedactionFile(kept.path).hidden()] == [5]
    assert kept.path.read_bytes().count(b"\n") == 3
    kept.path.write_text('{"rev_id": 5}\n')
    with pytest.raises(RedactionError, match="line 1: this is not a redaction"):
        RedactionFile(kept.path)


def test_two_programs_may_add_to_one_file(tmp_path: Path):
    one, other = RedactionFile(tmp_path / "redactions.jsonl"), RedactionFile(tmp_path / "redactions.jsonl")
    for number in range(5):
        assert (one if number % 2 else other).add(redaction("text", rev_id=number))
        assert not (other if number % 2 else one).add(redaction("text", rev_id=number))
    assert [found.rev_id for found in RedactionFile(one.path).hidden()] == [0, 1, 2, 3, 4]


def test_several_wikis_have_to_be_told_apart(tmp_path):
    kept = RedactionFile(tmp_path / "redactions.jsonl")
    kept.add(ALL)
    kept.add(ALL._replace(wiki="otherwiki", domain="other.example"))
    with pytest.raises(RedactionError, match="otherwiki, testwiki: say which"):
        kept.of_wiki(None)
    with pytest.raises(RedactionError, match="otherwiki, testwiki, not about enwiki"):
        kept.of_wiki("enwiki")
    assert kept.of_wiki("other.example") == kept.of_wiki("otherwiki") != []
