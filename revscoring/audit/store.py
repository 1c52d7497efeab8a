"""The store of reports: what people say about scores, in one SQLite file that any tool can read.

A report is about an entity (a revision of a wiki) and, if it was known, the score that a version of a model
gave it. Nobody has to say who they are.
"""

from __future__ import annotations

import json
import os
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timezone
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from .opinions import KINDS, Endorsement, Report
from .schema import VERSION, prepare, report_key

__all__ = ["ReportStore", "StoreError"]

#: Seconds to wait for another program that writes.
WAIT: Final = 3.0

#: How many characters of a note are kept.
LONGEST_NOTE: Final = 2000

#: The field of a report → where it is in the tables.
COLUMNS: Final = {
    "wiki": "entity.wiki",
    "rev_id": "entity.key",
    "model": "report.model",
    "version": "report.version",
    "kind": "report.kind",
    "probability": "score.probability",
    "note": "report.note",
    "source": "report.source",
    "section": "report.section",
    "created": "report.created",
    "source_rev_id": "report.source_rev_id",
    "resolution": "report.resolution",
    "resolved": "report.resolved",
}


JOINED: Final = (
    "report JOIN entity ON entity.id = report.entity LEFT JOIN score ON score.entity = report.entity "
    "AND score.model = report.model AND score.version = report.version"
)


class StoreError(RuntimeError):
    """The store cannot be opened or used; the message says why."""


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
    >>> store.judge(Endorsement("mywiki", 5, "damaging", False, "Ann"))
    True
    >>> [report.rev_id for report in store.reports("mywiki")], store.truths("damaging")
    ([5], {('mywiki', 5): False})
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        try:
            self.path.touch(mode=0o600)
            with self._transaction() as connection:
                version = connection.execute("PRAGMA user_version").fetchone()[0]
                if version > VERSION:
                    raise StoreError(f"{path} was made by a later version of revscoring")
                prepare(connection)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{path} cannot be used as a store of reports: {error}") from error

    # -- reports ------------------------------------------------------------------------------------

    def add(self, report: Report) -> int:
        """Keep a report; return its number, or 0 if it is here already.

        Raises
        ------
        StoreError
            If its kind is unknown, or it cannot be written.
        """
        return self.add_all([report])[0]

    def add_all(self, reports: Iterable[Report], keys: Sequence[str] = ()) -> list[int]:
        """Keep reports, all of them or none; see `add`. `keys` are as in `keyed_reports`.

        The section of a report from a page is a theme of its revision.
        """
        with self._transaction() as connection:
            pairs = zip_longest(reports, keys, fillvalue="")
            return [_add(connection, report, key) for report, key in pairs if isinstance(report, Report)]

    def keyed_reports(self) -> list[tuple[str, Report]]:
        """Return all reports, the oldest first, each with the key by which it is known again."""
        with self._transaction() as connection:
            rows = connection.execute(
                f"SELECT report.key, {', '.join(COLUMNS.values())} FROM {JOINED} ORDER BY report.id"
            ).fetchall()
        return [(row[0], Report(*row[1:])) for row in rows]

    def reports(
        self,
        wiki: str | None = None,
        rev_id: int | None = None,
        limit: int = 1000,
        *,
        is_open: bool | None = None,
    ) -> list[Report]:
        """Return reports, the newest first; of one wiki, or of one revision; only open or resolved ones."""
        conditions = {
            "entity.wiki = ?": wiki,
            "entity.key = ?": rev_id,
            "(report.resolved = '') = ?": is_open,
        }
        used = {condition: value for condition, value in conditions.items() if value is not None}
        where = f"WHERE {' AND '.join(used)}" if used else ""
        with self._connected() as connection:
            rows = connection.execute(
                f"SELECT {', '.join(COLUMNS.values())} FROM {JOINED} {where} ORDER BY report.id DESC LIMIT ?",
                (*used.values(), limit),
            ).fetchall()
        return [Report(*row) for row in rows]

    def resolve(self, wiki: str, rev_id: int, resolution: str) -> int:
        """Close the open reports about a revision, and say what became of them; return how many."""
        with self._transaction() as connection:
            cursor = connection.execute(
                "UPDATE report SET resolution = ?, resolved = ? WHERE resolved = '' AND entity IN "
                "(SELECT id FROM entity WHERE wiki = ? AND key = ?)",
                (resolution[:LONGEST_NOTE], _now(), wiki, rev_id),
            )
            return cursor.rowcount

    def wikis(self) -> list[str]:
        """Return the names of the wikis that reports are about."""
        with self._transaction() as connection:
            return [row[0] for row in connection.execute("SELECT DISTINCT wiki FROM entity ORDER BY wiki")]

    # -- themes -------------------------------------------------------------------------------------

    def add_theme(self, wiki: str, rev_id: int, name: str) -> bool:
        """Put a revision under a theme; return whether it was not there before."""
        with self._transaction() as connection:
            return _add_theme(connection, _entity(connection, wiki, rev_id), name)

    def themes(self) -> dict[tuple[str, int], list[str]]:
        """Return the themes of revisions, by wiki and id."""
        found: dict[tuple[str, int], list[str]] = {}
        with self._transaction() as connection:
            for wiki, key, name in connection.execute(
                "SELECT wiki, key, theme.name FROM entity_theme JOIN entity ON entity.id = entity "
                "JOIN theme ON theme.id = theme ORDER BY theme.id"
            ):
                found.setdefault((wiki, key), []).append(name)
        return found

    # -- judgements ---------------------------------------------------------------------------------

    def judge(self, given: Endorsement) -> bool:
        """Keep a judgement and its endorsement; return whether that is new.

        It replaces what the same author said of the same facet.
        """
        given = given._replace(
            author=_storable(given.author), comment=_storable(given.comment), facet=_storable(given.facet)
        )
        data = _storable(json.dumps(given.data, sort_keys=True, ensure_ascii=False))
        created, touched = given.created or _now(), given.touched or _now()
        with self._transaction() as connection:
            entity = _entity(connection, given.wiki, given.rev_id)
            place = (entity, given.facet, data)
            connection.execute(
                "INSERT OR IGNORE INTO judgement (entity, facet, data) VALUES (?, ?, ?)", place
            )
            (judgement,) = connection.execute(
                "SELECT id FROM judgement WHERE entity = ? AND facet = ? AND data = ?", place
            ).fetchone()
            if given.author is not None:
                old = connection.execute(
                    "SELECT endorsement.id, endorsement.created, judgement, comment FROM endorsement "
                    "JOIN judgement ON judgement.id = judgement "
                    "WHERE entity = ? AND facet = ? AND author = ?",
                    (entity, given.facet, given.author),
                ).fetchone()
                if old is not None:
                    if old[2:] == (judgement, given.comment[:LONGEST_NOTE]):
                        return False
                    connection.execute("DELETE FROM endorsement WHERE id = ?", old[:1])
                    created = given.created or old[1]
            cursor = connection.execute(
                "INSERT INTO endorsement (judgement, author, comment, origin, created, touched) "
                "SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE ?2 IS NOT NULL OR NOT EXISTS (SELECT 1 FROM endorsement "
                "WHERE judgement = ?1 AND author IS NULL AND comment = ?3 AND created = ?5)",
                (judgement, given.author, given.comment[:LONGEST_NOTE], given.origin, created, touched),
            )
            return cursor.rowcount > 0

    def endorsements(self) -> list[Endorsement]:
        """Return all endorsements, the oldest first."""
        with self._transaction() as connection:
            rows = connection.execute(
                "SELECT wiki, key, facet, data, author, comment, origin, created, touched FROM endorsement "
                "JOIN judgement ON judgement.id = judgement JOIN entity ON entity.id = entity "
                "ORDER BY endorsement.id"
            ).fetchall()
        return [Endorsement(*row)._replace(data=json.loads(row[3])) for row in rows]

    def truths(self, facet: str) -> dict[tuple[str, int], Any]:
        """Return what is held true of revisions: the judgement that most endorse, if there is one."""
        votes: dict[tuple[str, int], dict[str, int]] = {}
        for one in self.endorsements():
            if one.facet == facet:
                counts = votes.setdefault((one.wiki, one.rev_id), {})
                counts[json.dumps(one.data)] = counts.get(json.dumps(one.data), 0) + 1
        best = {entity: max(counts.values()) for entity, counts in votes.items()}
        first = {
            entity: [data for data, count in counts.items() if count == best[entity]]
            for entity, counts in votes.items()
        }
        return {entity: json.loads(data[0]) for entity, data in first.items() if len(data) == 1}

    # -- redaction ----------------------------------------------------------------------------------

    def redact_author(self, author: str) -> int:
        """Remove the name and the words of an author from the file; return from how many endorsements."""
        with self._transaction() as connection:
            count = connection.execute(
                "UPDATE endorsement SET author = NULL, comment = '' WHERE author = ?", (author,)
            ).rowcount
            connection.execute("INSERT INTO redaction (kind, created) VALUES ('author', ?)", (_now(),))
        self._forget()
        return count

    def redact_texts(self, wiki: str, rev_id: int) -> int:
        """Remove the free texts about a revision from the file; return of how many reports."""
        return self.redact_all_texts([(wiki, rev_id)])

    def redact_all_texts(self, revisions: Iterable[tuple[str, int]]) -> int:
        """Remove the free texts about revisions, with their themes; return of how many reports."""
        count = 0
        with self._transaction() as connection:
            for wiki, rev_id in revisions:
                entity = (_entity(connection, wiki, rev_id),)
                count += connection.execute(
                    "UPDATE report SET note = '', resolution = '', section = '' WHERE entity = ?", entity
                ).rowcount
                connection.execute(
                    "UPDATE endorsement SET comment = '' WHERE judgement IN "
                    "(SELECT id FROM judgement WHERE entity = ?)",
                    entity,
                )
                connection.execute("DELETE FROM entity_theme WHERE entity = ?", entity)
                connection.execute(
                    "INSERT INTO redaction (entity, kind, created) VALUES (?, 'text', ?)", (*entity, _now())
                )
            connection.execute(
                "DELETE FROM theme WHERE rule = '' AND id NOT IN (SELECT theme FROM entity_theme)"
            )
        self._forget()
        return count

    def revisions(self) -> list[tuple[str, int]]:
        """Return the revisions that the store knows, by wiki and id."""
        with self._transaction() as connection:
            return connection.execute("SELECT wiki, key FROM entity WHERE type = 'revision'").fetchall()

    def redacted(self) -> list[tuple[str, int]]:
        """Return the revisions whose free texts were removed, by wiki and id."""
        with self._transaction() as connection:
            return connection.execute(
                "SELECT DISTINCT wiki, key FROM redaction JOIN entity ON entity.id = entity "
                "WHERE kind = 'text'"
            ).fetchall()

    def _forget(self) -> None:
        """Let what was overwritten be in no free page and in no log."""
        try:
            with closing(sqlite3.connect(self.path, timeout=WAIT)) as connection:
                connection.execute("VACUUM")
                is_busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: {error}") from error
        if is_busy:
            raise StoreError(
                f"{self.path}: another program reads it, so what was removed may still be in "
                f"{self.path}-wal: stop that program and try again"
            )

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
            with closing(sqlite3.connect(self.path, timeout=WAIT)) as connection:
                connection.execute("PRAGMA secure_delete = ON")
                yield connection
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: {error}") from error


def _storable(value: Any) -> Any:
    """Return a value without lone surrogates, which are no characters and cannot be stored.

    >>> _storable("half of a pair: " + chr(0xD83D))
    'half of a pair: ?'
    """
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def _entity(connection: sqlite3.Connection, wiki: str, rev_id: int) -> int:
    """Return the number of a revision in the store; it is added if it is new."""
    connection.execute(
        "INSERT OR IGNORE INTO entity (wiki, type, key) VALUES (?, 'revision', ?)", (wiki, rev_id)
    )
    (number,) = connection.execute(
        "SELECT id FROM entity WHERE wiki = ? AND type = 'revision' AND key = ?", (wiki, rev_id)
    ).fetchone()
    return int(number)


def _add(connection: sqlite3.Connection, report: Report, key: str = "") -> int:
    """Keep a report; return its number, or 0 if it is here already."""
    if report.kind not in KINDS:
        raise StoreError(f"{report.kind!r} is no kind of report: {', '.join(KINDS)}")
    entity = _entity(connection, report.wiki, report.rev_id)
    hidden = connection.execute(
        "SELECT 1 FROM redaction WHERE entity = ? AND kind = 'text'", (entity,)
    ).fetchone()
    if report.source.startswith(("http://", "https://")):
        key = key or report_key(report.wiki, report.rev_id, report.model, report.source, report.section)
        if report.section and not hidden:
            _add_theme(connection, entity, report.section)
    if report.probability is not None:
        connection.execute(
            "INSERT OR REPLACE INTO score (entity, model, version, probability) VALUES (?, ?, ?, ?)",
            (entity, report.model, report.version, report.probability),
        )
    row = report._replace(note=report.note[:LONGEST_NOTE], created=report.created or _now())
    if hidden:
        row = row._replace(note="", section="")
    values = {
        name: _storable(value) for name, value in row._asdict().items() if COLUMNS[name].startswith("report.")
    }
    cursor = connection.execute(
        f"INSERT OR IGNORE INTO report (entity, key, {', '.join(values)}) VALUES (?, ?{', ?' * len(values)})",
        (entity, key or uuid.uuid4().hex, *values.values()),
    )
    return int(cursor.lastrowid or 0) if cursor.rowcount else 0


def _add_theme(connection: sqlite3.Connection, entity: int, name: str) -> bool:
    name = _storable(name)
    connection.execute("INSERT OR IGNORE INTO theme (name) VALUES (?)", (name,))
    cursor = connection.execute(
        "INSERT OR IGNORE INTO entity_theme (entity, theme) SELECT ?, id FROM theme WHERE name = ?",
        (entity, name),
    )
    return cursor.rowcount > 0
