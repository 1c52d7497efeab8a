"""Redactions: which revisions a wiki hides, and what of them, in a file that holds nothing of it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from ..extractors.edit_events import Visibility

__all__ = ["HIDDEN_KINDS", "Redaction", "RedactionError", "RedactionFile", "newest"]

#: What can be hidden of a revision; one that is removed is hidden wholly.
HIDDEN_KINDS: Final = ("text", "user", "comment", "removed")


class RedactionError(RuntimeError):
    """A file of redactions cannot be used, or a file cannot be redacted; the message says why."""


class Redaction(NamedTuple):
    """What a wiki hides of a revision, since when.

    Attributes
    ----------
    wiki : str
        The database name.
    rev_id : int
    hidden : frozenset of str
        See `HIDDEN_KINDS`; empty if it is shown again.
    time : str
        When that was known.
    domain : str
        The wiki's server, by which files may name the wiki.
    """

    wiki: str
    rev_id: int
    hidden: frozenset[str]
    time: str
    domain: str = ""

    @classmethod
    def of(cls, found: Visibility) -> Redaction:
        """Return the redaction that an event tells of."""
        domain = found.domains[0] if found.domains else ""
        return cls(found.wiki, found.rev_id, found.hidden, found.timestamp, domain)

    def is_about(self, wiki: object) -> bool:
        """Return whether this is the name of its wiki; an unknown one may be."""
        return wiki is None or wiki in (self.wiki, self.domain)


class RedactionFile:
    """Redactions in a file of JSON lines, which is only ever appended to; the last line of a revision counts.

    A line that was not finished, because the program was killed, is cut off before the next one is added.

    Parameters
    ----------
    path : path
        Need not exist.

    Examples
    --------
    >>> import tempfile
    >>> kept = RedactionFile(tempfile.mkdtemp() + "/redactions.jsonl")
    >>> hidden = Redaction("mywiki", 5, frozenset({"text"}), "2026-05-01T00:00:00Z")
    >>> kept.add(hidden), kept.add(hidden)
    (True, False)
    >>> [redaction.rev_id for redaction in RedactionFile(kept.path).hidden()]
    [5]
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._known: dict[tuple[str, int], Redaction] = {}
        self._size = self._lines = 0
        if self.path.exists():
            with self.path.open("rb") as file:
                self._read_on(file)

    def _read_on(self, file: BinaryIO) -> None:
        """Read the lines that were added, perhaps by another program; see where the last whole one ends."""
        file.seek(self._size)
        for line in file:
            if not line.endswith(b"\n"):
                break
            self._size += len(line)
            self._lines += 1
            if not line.strip():
                continue
            try:
                redaction = _read(json.loads(line))
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise RedactionError(
                    f"{self.path}, line {self._lines}: this is not a redaction, as revscoring publish "
                    "redactions writes them"
                ) from error
            self._known[redaction.wiki, redaction.rev_id] = redaction

    def add(self, redaction: Redaction) -> bool:
        """Write a redaction, unless it is known or has been overtaken; return whether it was written.

        Several programs may add to the same file.
        """
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
        with open(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._read_on(file)
            old = self._known.get((redaction.wiki, redaction.rev_id))
            if old is None and not redaction.hidden:
                return False
            if old is not None and (old.hidden == redaction.hidden or old.time > redaction.time):
                return False
            line = {
                "wiki": redaction.wiki,
                "rev_id": redaction.rev_id,
                "hidden": sorted(redaction.hidden),
                "time": redaction.time,
                **({"domain": redaction.domain} if redaction.domain else {}),
            }
            data = json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
            file.truncate(self._size)
            file.seek(self._size)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        self._size += len(data)
        self._lines += 1
        self._known[redaction.wiki, redaction.rev_id] = redaction
        return True

    def hidden(self) -> list[Redaction]:
        """Return what is hidden now."""
        return [redaction for redaction in self._known.values() if redaction.hidden]

    def of_wiki(self, wiki: str | None) -> list[Redaction]:
        """Return what is hidden now of a wiki, or of the only one.

        Raises
        ------
        RedactionError
            If there are several wikis, and it is not said which; or if there are others only.
        """
        wikis: Collection[str] = sorted({redaction.wiki for redaction in self._known.values()})
        if wiki is None and len(wikis) > 1:
            raise RedactionError(f"{self.path} is about {', '.join(wikis)}: say which with --wiki")
        if wikis and not any(redaction.is_about(wiki) for redaction in self._known.values()):
            raise RedactionError(f"{self.path} is about {', '.join(wikis)}, not about {wiki}")
        return [redaction for redaction in self.hidden() if redaction.is_about(wiki)]


def newest(redactions: Iterable[Redaction]) -> str:
    """Return the time of the newest of some redactions; "" if there are none."""
    return max((redaction.time for redaction in redactions), default="")


def _read(document: Any) -> Redaction:
    hidden = frozenset(document["hidden"])
    is_known = hidden <= set(HIDDEN_KINDS) and type(document["rev_id"]) is int
    wiki, time, domain = document["wiki"], document["time"], document.get("domain", "")
    if not is_known or not all(isinstance(text, str) for text in (wiki, time, domain)):
        raise ValueError("a value is of another kind")
    return Redaction(wiki, document["rev_id"], hidden, time, domain)
