"""The store of reports: what people say about scores, in one SQLite file that any tool can read.

A report is about an entity (a revision of a wiki) and, if it was known, the score that a version of a model
gave it. Nobody has to say who they are.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Final, NamedTuple

__all__ = ["KINDS", "Report", "ReportStore", "StoreError"]

#: The version of the tables.
VERSION: Final = 1

#: What a report can say: the model was wrong about a good edit, or about a bad one; or something else.
KINDS: Final = ("false-positive", "false-negative", "other")

#: How many characters of a note are kept.
LONGEST_NOTE: Final = 2000

#: Seconds that a report waits while others write.
PATIENCE: Final = 3.0

TABLES: Final = """
CREATE TABLE entity (
    id INTEGER PRIMARY KEY,
    wiki TEXT NOT NULL,
    type TEXT NOT NULL,
    key INTEGER NOT NULL,
    UNIQUE (wiki, type, key)
);
CREATE TABLE score (
    id INTEGER PRIMARY KEY,
    entity INTEGER NOT NULL REFERENCES entity (id),
    model TEXT NOT NULL,
    version TEXT NOT NULL,
    probability REAL,
    UNIQUE (entity, model, version)
);
CREATE TABLE report (
    id INTEGER PRIMARY KEY,
    entity INTEGER NOT NULL REFERENCES entity (id),
    model TEXT NOT NULL,
    version TEXT NOT NULL,
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    source TEXT NOT NULL,
    section TEXT NOT NULL,
    created TEXT NOT NULL
);
CREATE UNIQUE INDEX report_once ON report (entity, model, source, section) WHERE source != 'service';
"""


class StoreError(RuntimeError):
    """The store cannot be opened or used; the message says why."""


class Report(NamedTuple):
    """What somebody says about a score.

    Attributes
    ----------
    wiki : str
    rev_id : int
    model, version : str
    kind : str
        One of `KINDS`.
    probability : float or None
        What the model gave.
    note : str
    source : str
        Where it was said: "service", or the address of a page.
    section : str
        The heading above it there.
    created : str
        When, in ISO 8601.
    """

    wiki: str
    rev_id: int
    model: str
    version: str
    kind: str
    probability: float | None = None
    note: str = ""
    source: str = "service"
    section: str = ""
    created: str = ""


class ReportStore:
    """Reports in a SQLite file, which is made if it is not there; only its owner may read it.

    Parameters
    ----------
    path : path

    Raises
    ------
    StoreError
        If the file cannot be used, or is from a later version.

    Examples
    --------
    >>> import tempfile
    >>> store = ReportStore(tempfile.mkdtemp() + "/reports.sqlite")
    >>> store.add(Report("mywiki", 5, "damaging", "1.0", "false-positive", 0.97))
    1
    >>> [report.rev_id for report in store.reports("mywiki")]
    [5]
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        try:
            self.path.touch(mode=0o600)
            with self._transaction() as connection:
                version = connection.execute("PRAGMA user_version").fetchone()[0]
                if version > VERSION:
                    raise StoreError(f"{path} was made by a later version of revscoring")
                if version == 0:
                    for statement in TABLES.split(";"):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA user_version = {VERSION}")
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{path} cannot be used as a store of reports: {error}") from error

    def add(self, report: Report) -> int:
        """Keep a report; return its number.

        Raises
        ------
        StoreError
            If its kind is unknown, or it cannot be written.
        """
        if report.kind not in KINDS:
            raise StoreError(f"{report.kind!r} is no kind of report: {', '.join(KINDS)}")
        created = report.created or datetime.now(timezone.utc).isoformat(timespec="seconds")
        with self._transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO entity (wiki, type, key) VALUES (?, 'revision', ?)",
                (report.wiki, report.rev_id),
            )
            (entity,) = connection.execute(
                "SELECT id FROM entity WHERE wiki = ? AND type = 'revision' AND key = ?",
                (report.wiki, report.rev_id),
            ).fetchone()
            connection.execute(
                "INSERT OR REPLACE INTO score (entity, model, version, probability) VALUES (?, ?, ?, ?)",
                (entity, report.model, report.version, report.probability),
            )
            row = (entity, report.model, report.version, report.kind, report.note[:LONGEST_NOTE])
            cursor = connection.execute(
                "INSERT OR IGNORE INTO report (entity, model, version, kind, note, source, section, created) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, report.source, report.section, created),
            )
            return int(cursor.lastrowid or 0)

    def reports(self, wiki: str | None = None, rev_id: int | None = None, limit: int = 1000) -> list[Report]:
        """Return reports, the newest first; of one wiki, or of one revision."""
        conditions = {"entity.wiki = ?": wiki, "entity.key = ?": rev_id}
        used = {condition: value for condition, value in conditions.items() if value is not None}
        where = f"WHERE {' AND '.join(used)}" if used else ""
        with self._connected() as connection:
            rows = connection.execute(
                "SELECT entity.wiki, entity.key, report.model, report.version, report.kind, "
                "score.probability, report.note, report.source, report.section, report.created "
                "FROM report JOIN entity ON entity.id = report.entity "
                "LEFT JOIN score ON score.entity = report.entity AND score.model = report.model "
                f"AND score.version = report.version {where} ORDER BY report.id DESC LIMIT ?",
                (*used.values(), limit),
            ).fetchall()
        return [Report(*row) for row in rows]

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection; what is written becomes visible as a whole, or not at all."""
        with self._connected() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection; whoever only reads waits for nobody who writes."""
        try:
            with closing(sqlite3.connect(self.path, timeout=PATIENCE)) as connection:
                yield connection
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: {error}") from error
