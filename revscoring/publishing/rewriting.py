"""Files with revisions in them: which revisions they are about, and their new content without what is hidden.

A file is lines of JSON, one JSON document, or a store of reports; plain or compressed. Its new content is
written beside it and takes its place in one step: there is always a whole file, and no copy is left.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, cast

from ..audit import ReportStore
from ..files import replacing
from .redacting import HiddenRevisions, hidden_texts, orphans_in, redact_document, revisions_in
from .redactions import RedactionError

__all__ = ["collect_hidden_texts", "file_revisions", "redact_file"]

_SQLITE: Final = b"SQLite format 3\x00"

Opener = Callable[[BinaryIO, str], IO[bytes]]


def _gzip(file: BinaryIO, mode: str) -> IO[bytes]:
    return cast("IO[bytes]", gzip.GzipFile("", mode, fileobj=file, mtime=0))


def _bzip2(file: BinaryIO, mode: str) -> IO[bytes]:
    return cast("IO[bytes]", bz2.BZ2File(cast("Any", file), cast("Any", mode)))


def _xz(file: BinaryIO, mode: str) -> IO[bytes]:
    return cast("IO[bytes]", lzma.LZMAFile(file, mode))


#: The first bytes of a file → how it is opened.
_COMPRESSIONS: Final[dict[bytes, Opener]] = {
    b"\x1f\x8b": _gzip,
    b"BZh": _bzip2,
    b"\xfd7zXZ\x00": _xz,
}


def file_revisions(path: Path) -> Iterator[tuple[int, Any]]:
    """Yield the revisions that a file is about, with the wiki of each, if it is said.

    Raises
    ------
    RedactionError
        If the file is of a kind that does not tell them.
    """
    if _is_sqlite(path):
        yield from ((rev_id, wiki) for wiki, rev_id in _open_store(path).revisions())
        return
    for document, _ in _documents(path):
        yield from revisions_in(document)


def collect_hidden_texts(path: Path, hidden: HiddenRevisions) -> int:
    """Add the texts in a file that are hidden to those that are known; this reads the whole file.

    Return how many rows quote the texts of parents without saying which these are.
    """
    orphans = 0
    if not _is_sqlite(path):
        for document, _ in _documents(path):
            hidden.texts.update(hidden_texts(document, hidden))
            orphans += orphans_in(document)
    return orphans


def redact_file(path: Path, hidden: HiddenRevisions) -> int:
    """Remove what is hidden from a file; return of how many lines or revisions.

    A file in which nothing is hidden is not written.
    """
    if _is_sqlite(path):
        store = _open_store(path)
        known = [(wiki, rev_id) for wiki, rev_id in store.revisions() if hidden.of(rev_id, wiki)]
        new = sorted(set(known) - set(store.redacted()))
        if known:  # also if none is new: the log may not have been emptied the last time
            store.redact_all_texts(new)
        return len(new)
    if not any(changed for _, changed in _redacted(path, hidden)):
        return 0
    count = 0
    with replacing(path) as new_file, _writing(path, new_file) as out:
        for line, changed in _redacted(path, hidden):
            count += changed
            out.write(line)
    return count


def _redacted(path: Path, hidden: HiddenRevisions) -> Iterator[tuple[bytes, bool]]:
    """Yield the lines of a file without what is hidden, and whether each differs from what it was."""
    for document, original in _documents(path):
        redacted = redact_document(document, hidden)
        line = original if redacted is document else _encoded(redacted, original)
        yield line, line != original


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _open_store(path: Path) -> ReportStore:
    """Return a store of reports; no tables are made in any other database."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.Error as error:
        raise RedactionError(f"{path}: {error}") from error
    if not {"entity", "report", "score"} <= tables:
        raise RedactionError(f"{path}: this database is not a store of reports, so it is left as it is")
    return ReportStore(path)


def _opener(path: Path) -> Opener:
    with path.open("rb") as file:
        first = file.read(6)
    found = (opener for magic, opener in _COMPRESSIONS.items() if first.startswith(magic))
    return next(found, lambda file, mode: file)


@contextmanager
def _writing(path: Path, file: BinaryIO) -> Iterator[IO[bytes]]:
    """Yield a file to write to, which is compressed as an old one is."""
    out = _opener(path)(file, "wb")
    try:
        yield out
    finally:
        if out is not file:
            out.close()


def _documents(path: Path) -> Iterator[tuple[Any, bytes]]:
    """Yield the documents of a file with the bytes of each: lines, or one document.

    Raises
    ------
    RedactionError
        If it is neither.
    """
    try:
        with path.open("rb") as file:
            lines: Iterable[bytes] = _opener(path)(file, "rb")
            for number, line in enumerate(lines, 1):
                try:
                    document = json.loads(line) if line.strip() else None
                except (ValueError, RecursionError) as error:
                    if number > 1:
                        raise RedactionError(
                            f"{path}, line {number}: this is not JSON, so it is not known which revisions it "
                            "is about: correct or remove the line"
                        ) from error
                    document = None
                    break
                yield document, line
            else:
                return
        with path.open("rb") as file:
            data = _opener(path)(file, "rb").read()
        yield _whole(path, data), data
    except (EOFError, OSError, lzma.LZMAError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise RedactionError(f"{path}: it cannot be unpacked: {error}") from error


def _whole(path: Path, data: bytes) -> Any:
    """Return the content of a file that is one document."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RedactionError(
            f"{path}: this is neither JSON nor a store of reports, so it is not known which revisions it is "
            "about: make it again from redacted files, or delete it"
        ) from error


def _encoded(document: Any, original: bytes) -> bytes:
    """Return the bytes of a document in the form of the original."""
    indent = 2 if b"\n" in original.strip() else None
    end = "\n" if original.endswith(b"\n") else ""
    try:
        return (json.dumps(document, ensure_ascii=False, indent=indent) + end).encode("utf-8")
    except UnicodeEncodeError:  # half of a character
        return (json.dumps(document, indent=indent) + end).encode()
