"""The edits of a wiki as they are saved: from the list of recent changes, or from a stream of events.

Both start at a `State`, and skip the edits in it. The consumer of an edit adds it to the state when it is
processed. So each edit comes at least once, and once only as long as the state is kept.
"""

from __future__ import annotations

import codecs
import json
import logging
import os
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from ..files import read_text, replace_file
from ._typing import Document
from .api.client import Client
from .api.retries import Retries

__all__ = ["Edit", "State", "poll", "read_events", "read_lines", "stream"]

if TYPE_CHECKING:
    import requests

logger = logging.getLogger(__name__)

#: Seconds that are read again with each poll: edits are not listed exactly in the order of their times.
OVERLAP: Final = 10

#: Bytes of a stream that are read at a time, at most.
CHUNK: Final = 1 << 16

_LINE_END: Final = re.compile(rb"\r\n|\r|\n")

#: How many ids of revisions are remembered at least.
REMEMBERED: Final = 5000


@dataclass(frozen=True)
class Edit:
    """An edit in a list of changes."""

    rev_id: int
    timestamp: str
    title: str = ""
    user: str | None = None
    comment: str | None = None
    namespace: int = 0
    bot: bool = False
    event_id: str | None = field(default=None, compare=False)


class State:
    """The edits that were processed, and the position to continue at; kept in a file if there is a path.

    Examples
    --------
    >>> state = State()
    >>> edit = Edit(5, "2020-01-01T00:00:00Z")
    >>> state.is_new(edit), state.done([edit]), state.is_new(edit), state.timestamp
    (True, None, False, '2020-01-01T00:00:00Z')
    """

    def __init__(self, path: str | None = None) -> None:
        self.path = path
        self.timestamp: str | None = None
        self.event_id: str | None = None
        self._seen: dict[int, None] = {}
        if path is None or not os.path.exists(path):
            return
        try:
            kept = json.loads(read_text(path))
            self.timestamp, self.event_id = kept["timestamp"], kept["event_id"]
            self._seen = dict.fromkeys(kept["seen"])
        except (ValueError, KeyError, TypeError) as error:
            raise RuntimeError(
                f"{path}: this is not a state of `revscoring watch` ({error!r}); remove it to begin anew"
            ) from error

    def is_new(self, edit: Edit) -> bool:
        """Return whether an edit was not processed yet."""
        return edit.rev_id not in self._seen

    def remember(self, rev_ids: Iterable[int]) -> None:
        """Treat revisions as processed."""
        self._seen.update(dict.fromkeys(rev_ids))

    def done(self, edits: Iterable[Edit]) -> None:
        """Add processed edits, and save."""
        for edit in edits:
            self._seen[edit.rev_id] = None
            self.timestamp = max(self.timestamp or "", edit.timestamp)
            self.event_id = edit.event_id or self.event_id
        if len(self._seen) > 2 * REMEMBERED:
            self._seen = dict.fromkeys(list(self._seen)[-REMEMBERED:])
        self.save()

    def save(self) -> None:
        """Replace the file in one step."""
        if self.path is None:
            return
        seen = list(self._seen)[-REMEMBERED:]
        kept = {"timestamp": self.timestamp, "event_id": self.event_id, "seen": seen}
        replace_file(self.path, json.dumps(kept).encode())


def poll(client: Client, state: State, interval: float = 0.5) -> Iterator[list[Edit]]:
    """Yield the new edits of a wiki from its list of recent changes, an empty list if there are none.

    A change that cannot be read is logged and skipped.

    Parameters
    ----------
    client : Client
    state : State
        Without a time it starts now.
    interval : float
        Seconds between two polls.

    Raises
    ------
    RuntimeError
        If the wiki does not say what time it is.
    """
    query: dict[str, Any] = {
        "action": "query",
        "list": "recentchanges",
        "rcprop": ["ids", "timestamp", "title", "user", "comment", "flags"],
        "rctype": ["edit", "new"],
        "rcdir": "newer",
        "rclimit": "max",
        "formatversion": 2,
    }

    def replies(since: str) -> Iterator[list[Edit]]:
        for reply in client.query({**query, "rcstart": _long_format(since, -OVERLAP)}):
            changes = reply.get("query", {}).get("recentchanges") or ()
            yield [edit for edit in map(_edit_of_change, changes) if edit is not None]

    if state.timestamp is None:
        state.timestamp = client.get({"action": "query", "curtimestamp": 1}).get("curtimestamp")
        if not isinstance(state.timestamp, str):
            raise RuntimeError(
                "the wiki does not say what time it is (curtimestamp), so it is not known which edits are new"
            )
        for edits in replies(state.timestamp):
            state.remember(edit.rev_id for edit in edits)
        state.save()
    while True:
        began = time.monotonic()
        for edits in replies(state.timestamp):
            yield list(filter(state.is_new, edits))
        time.sleep(max(interval - (time.monotonic() - began), 0))


def _long_format(timestamp: object, seconds: int = 0) -> str:
    from mwtypes import Timestamp

    return str((Timestamp(timestamp) + seconds).long_format())


def _edit_of_change(change: Document) -> Edit | None:
    """Return the edit of an item of the list; None if it cannot be read."""
    try:
        if type(change["revid"]) is not int:
            raise TypeError(f"the revision is {change['revid']!r}")
        _long_format(change["timestamp"])
        return _edit(change["revid"], change["timestamp"], change, namespace="ns")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        logger.warning("a change cannot be read (%r): %s", error, str(change)[:100])
        return None


def _edit(rev_id: int, timestamp: str, about: Document, namespace: str, event_id: str | None = None) -> Edit:
    return Edit(
        rev_id,
        timestamp,
        about.get("title", ""),
        about.get("user"),
        about.get("comment"),
        about.get(namespace, 0),
        bool(about.get("bot", False)),
        event_id,
    )


def read_lines(chunks: Iterable[bytes]) -> Iterator[str]:
    r"""Yield the lines of a stream of server-sent events, each as soon as its end has come.

    They end in CR, LF or both, and nowhere else: other separators of Unicode are part of the text. The time
    is linear in the size of the stream, whatever the chunks and the lines.

    Examples
    --------
    >>> list(read_lines([b"id: 5\r", b"\ndata: a\xe2\x80", b"\xa8b\rdata: c\n\n"]))
    ['id: 5', 'data: a\u2028b', 'data: c', '']
    """
    begun: list[bytes] = []
    is_first, after_cr = True, False
    for chunk in chunks:
        if after_cr and chunk:
            chunk = chunk.removeprefix(b"\n")
            after_cr = False
        if not chunk:
            continue
        after_cr = chunk.endswith(b"\r")
        *ended, rest = _LINE_END.split(chunk)
        for part in ended:
            line = b"".join([*begun, part])
            begun = []
            if is_first:
                line, is_first = line.removeprefix(codecs.BOM_UTF8), False
            yield line.decode("utf-8", "replace")
        begun.append(rest)


def _chunks(response: requests.Response) -> Iterator[bytes]:
    """Yield what a server has sent as soon as it comes."""
    read = getattr(response.raw, "read1", None)
    if read is None:  # urllib3 before 2.1
        yield from response.iter_content(chunk_size=1)
        return
    while chunk := read(CHUNK, decode_content=True):
        yield chunk


def read_events(lines: Iterable[str]) -> Iterator[tuple[str | None, str]]:
    """Yield (id, data) of the events of a stream of server-sent events.

    References
    ----------
    https://html.spec.whatwg.org/multipage/server-sent-events.html

    Examples
    --------
    >>> list(read_events(["id: 5", "data: {", "data: }", "", ": hello", "", "data: x", ""]))
    [('5', '{\\n}'), ('5', 'x')]
    """
    event_id: str | None = None
    data: list[str] = []
    for line in lines:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            data.append(value)
        elif name == "id" and "\0" not in value:
            event_id = value
        elif not line:
            if data:
                yield event_id, "\n".join(data)
            data = []


def stream(
    url: str, host: str, state: State, user_agent: str, retries: Retries | None = None
) -> Iterator[list[Edit]]:
    """Yield the new edits of a wiki from a stream of events, such as Wikimedia's ``recentchange``.

    A connection that breaks is made again, from the last event that was processed.

    Parameters
    ----------
    url, host : str
        The addresses of the stream and of the wiki; events of other wikis are skipped.
    state : State
    user_agent : str
    retries : Retries, optional
        How long to wait before a new connection.

    Raises
    ------
    RuntimeError
        If no connection can be made, or the address is not a stream.
    """
    import requests
    from urllib3.exceptions import HTTPError

    retries = retries or Retries()
    domain = urlsplit(host).netloc
    failures = 0
    while True:
        headers = {"Accept": "text/event-stream", "User-Agent": user_agent}
        if state.event_id is not None:
            headers["Last-Event-ID"] = state.event_id
        try:
            with requests.get(url, headers=headers, stream=True, timeout=60) as response:
                if 400 <= response.status_code < 500 and response.status_code != 429:
                    raise RuntimeError(f"--stream {url}: the server answers {response.status_code}")
                response.raise_for_status()
                failures = 0
                for event_id, data in read_events(read_lines(_chunks(response))):
                    edit = _edit_of_event(event_id, data, domain)
                    if edit is not None and state.is_new(edit):
                        yield [edit]
        except (requests.RequestException, HTTPError) as error:
            failures += 1
            if failures >= retries.attempts:
                raise RuntimeError(f"--stream {url}: no connection: {error}") from error
            logger.info("the stream broke: %s", error)
        time.sleep(retries.wait(max(failures, 1), None))


def _edit_of_event(event_id: str | None, data: str, domain: str) -> Edit | None:
    """Return the edit of an event; None if it is another kind of event, or of another wiki."""
    try:
        event = json.loads(data)
        domains = (event.get("server_name"), urlsplit(event.get("server_url") or "").netloc)
        if event.get("type") not in ("edit", "new") or domain not in domains:
            return None
        rev_id = event["revision"]["new"]
        if type(rev_id) is not int:
            raise TypeError(f"the revision is {rev_id!r}")
        return _edit(rev_id, _long_format(event["timestamp"]), event, "namespace", event_id)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        logger.warning("an event cannot be read (%r): %s", error, data[:100])
        return None
