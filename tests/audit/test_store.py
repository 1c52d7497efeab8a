"""Reports about scores are kept, once each, and none is lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from revscoring.audit import Endorsement, Report, ReportStore, StoreError, schema

REPORT = Report("mywiki", 5, "damaging", "1.0", "false-positive", 0.97, note="It was a joke page")


def test_a_report_comes_back_as_it_was_given(tmp_path: Path) -> None:
    store = ReportStore(tmp_path / "reports.sqlite")
    store.add(REPORT)
    [found] = store.reports("mywiki", 5)
    assert found._replace(created="") == REPORT
    assert found.created.endswith("+00:00")
    assert store.reports("otherwiki") == store.reports("mywiki", 6) == []


def test_the_newest_comes_first_and_the_number_is_limited(tmp_path: Path) -> None:
    store = ReportStore(tmp_path / "reports.sqlite")
    for rev_id in (1, 2, 3):
        store.add(REPORT._replace(rev_id=rev_id))
    assert [report.rev_id for report in store.reports(limit=2)] == [3, 2]


def test_a_report_of_a_page_is_taken_once_but_two_people_may_say_the_same_here(tmp_path: Path) -> None:
    store = ReportStore(tmp_path / "reports.sqlite")
    for _ in range(2):
        store.add(REPORT._replace(source="https://my.wiki/page?oldid=7", section="Jokes"))
        store.add(REPORT)
    assert [report.source for report in store.reports()].count("service") == 2
    assert len(store.reports()) == 3


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    ReportStore(tmp_path / "reports.sqlite")
    assert (tmp_path / "reports.sqlite").stat().st_mode & 0o077 == 0


def test_threads_and_processes_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "reports.sqlite"
    program = (
        "import sys; from revscoring.audit import Report, ReportStore\n"
        "store = ReportStore(sys.argv[1])\n"
        "for n in range(20): store.add(Report('w', n, 'm', '1', 'other'))\n"
    )
    processes = [subprocess.Popen([sys.executable, "-c", program, str(path)]) for _ in range(2)]
    store = ReportStore(path)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: store.add(REPORT._replace(rev_id=n)), range(20)))
    assert [process.wait() for process in processes] == [0, 0]
    assert len(store.reports()) == 60


def test_unknown_kinds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="'bad' is no kind of report: false-positive"):
        ReportStore(tmp_path / "reports.sqlite").add(REPORT._replace(kind="bad"))


def test_a_file_that_is_no_store_or_of_a_later_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not a database, but long enough to look like one" * 100)
    with pytest.raises(StoreError, match=r"cannot be used|not a database"):
        ReportStore(tmp_path / "text")
    with sqlite3.connect(tmp_path / "later") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="later version"):
        ReportStore(tmp_path / "later")


def first_version(path: Path) -> None:
    """Make a store as the first version of its tables was, with a report of a page and one of the service."""
    with sqlite3.connect(path) as connection:
        for statement in schema.FIRST.split(";"):
            connection.execute(statement)
        connection.execute("INSERT INTO entity VALUES (1, 'mywiki', 'revision', 5)")
        connection.execute("INSERT INTO score VALUES (1, 1, 'damaging', '1.0', 0.97)")
        rows = [("service", ""), ("https://my.wiki/page", "Jokes")]
        for number, (source, section) in enumerate(rows, 1):
            values = (number, 1, "damaging", "1.0", "false-positive", "why", source, section, "2026-01-02")
            connection.execute("INSERT INTO report VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        connection.execute("PRAGMA user_version = 1")
    connection.close()


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    first_version(tmp_path / "old.sqlite")
    store = ReportStore(tmp_path / "old.sqlite")
    assert [(one.source, one.probability, one.note) for one in store.reports()] == [
        ("https://my.wiki/page", 0.97, "why"),
        ("service", 0.97, "why"),
    ]
    again = store.reports()[0]
    assert store.add(again) == 0  # it is known by where it stands
    assert store.add(REPORT) == 3


def test_an_author_has_one_opinion_and_most_votes_are_the_truth(tmp_path: Path) -> None:
    store = ReportStore(tmp_path / "reports.sqlite")
    opinion = Endorsement("mywiki", 5, "damaging", True, "Ann")
    assert store.judge(opinion)
    assert not store.judge(opinion)
    assert store.truths("damaging") == {("mywiki", 5): True}
    assert store.judge(opinion._replace(data=False))
    assert [(one.author, one.data) for one in store.endorsements()] == [("Ann", False)]
    store.judge(opinion._replace(author="Ben"))
    assert store.truths("damaging") == {}  # one against one
    store.judge(opinion._replace(author=None))
    assert store.truths("damaging") == {("mywiki", 5): True}
    assert store.truths("goodfaith") == {}


def test_what_is_redacted_is_in_no_byte_of_the_file(tmp_path: Path) -> None:
    store = ReportStore(tmp_path / "reports.sqlite")
    source = "https://my.wiki/page"
    store.add(REPORT._replace(note="call 555-1234", source=source))
    for number in range(50):
        store.judge(Endorsement("mywiki", number, "damaging", True, "Secretive Sam", "said Secretive Sam"))
    assert store.redact_author("Secretive Sam") == 50
    assert store.redact_texts("mywiki", 5) == 1
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Secretive" not in content
    assert b"555" not in content
    assert len(store.endorsements()) == 50
    assert store.reports()[0].note == ""
    store.add(REPORT._replace(note="call 555-1234", source=source, section="again"))
    assert [report.note for report in store.reports()] == ["", ""]


def test_resolved_reports_say_what_became_of_them(tmp_path: Path) -> None:
    store = ReportStore(tmp_path / "reports.sqlite")
    store.add(REPORT)
    store.add(REPORT._replace(rev_id=6))
    assert store.resolve("mywiki", 5, "fixed in 1.1") == 1
    assert store.resolve("mywiki", 5, "again") == 0
    assert [report.rev_id for report in store.reports(is_open=True)] == [6]
    assert [report.resolution for report in store.reports(is_open=False)] == ["fixed in 1.1"]


def test_a_locked_store_is_one_plain_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "reports.sqlite"
    store = ReportStore(path)
    monkeypatch.setattr("revscoring.audit.store.WAIT", 0.05)
    with sqlite3.connect(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"reports.sqlite: database is locked"):
            store.add(REPORT)
    other.close()
    assert store.add(REPORT) == 1
