"""The tables of a store of reports, and how a store of an earlier version becomes one of this.

An entity is a revision of a wiki. Judgements are what is true of an entity in some respect (a *facet*, such
as "damaging"): one for each distinct value, with the endorsements of people, as in the extension Jade.
"""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Final

__all__ = ["VERSION", "prepare", "report_key"]

#: The version of the tables.
VERSION: Final = 2

FIRST: Final = """
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
CREATE UNIQUE INDEX report_once ON report (entity, model, source, section) WHERE source != 'service'
"""

#: A report has a key, by which it is known when it is read again; from a page, that is where it stands.
SECOND: Final = """
DROP INDEX report_once;
ALTER TABLE report ADD COLUMN key TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN source_rev_id INTEGER;
ALTER TABLE report ADD COLUMN resolution TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN resolved TEXT NOT NULL DEFAULT '';
CREATE TABLE judgement (
    id INTEGER PRIMARY KEY,
    entity INTEGER NOT NULL REFERENCES entity (id),
    facet TEXT NOT NULL,
    data TEXT NOT NULL,
    UNIQUE (entity, facet, data)
);
CREATE TABLE endorsement (
    id INTEGER PRIMARY KEY,
    judgement INTEGER NOT NULL REFERENCES judgement (id),
    author TEXT,
    comment TEXT NOT NULL,
    origin TEXT NOT NULL,
    created TEXT NOT NULL,
    touched TEXT NOT NULL
);
CREATE TABLE theme (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    rule TEXT NOT NULL DEFAULT ''
);
CREATE TABLE entity_theme (
    entity INTEGER NOT NULL REFERENCES entity (id),
    theme INTEGER NOT NULL REFERENCES theme (id),
    PRIMARY KEY (entity, theme)
);
CREATE TABLE redaction (
    id INTEGER PRIMARY KEY,
    entity INTEGER REFERENCES entity (id),
    kind TEXT NOT NULL,
    created TEXT NOT NULL
)
"""


def report_key(wiki: str, rev_id: int, model: str, source: str, section: str) -> str:
    """Return by what a report of a page is known when the page is read again."""
    parts = "\0".join((wiki, str(rev_id), model, source, section))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables, or bring those of an earlier version to this one, in the open transaction."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version < 1:
        _run(connection, FIRST)
    if version < 2:
        _run(connection, SECOND)
        _add_keys(connection)
    if version < VERSION:
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _run(connection: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";"):
        connection.execute(statement)


def _add_keys(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        "SELECT report.id, wiki, key_of.key, model, source, section FROM report "
        "JOIN entity AS key_of ON key_of.id = report.entity WHERE source != 'service'"
    ).fetchall()
    keys = [(report_key(*row[1:]), row[0]) for row in rows]
    connection.execute("UPDATE report SET key = lower(hex(randomblob(16)))")
    connection.executemany("UPDATE report SET key = ? WHERE id = ?", keys)
    connection.execute("CREATE UNIQUE INDEX report_key ON report (key)")
