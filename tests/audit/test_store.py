"""Reports about scores are kept, once each, and none is lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from revscoring.audit import Report, ReportStore, StoreError

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
