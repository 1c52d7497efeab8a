"""An edit in a list or stream of changes, and the `State`: which edits were processed.

A source starts at a state, and skips the edits in it. The consumer of an edit adds it to the state when it is
processed. So each edit comes at least once, and once only as long as the state is kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from ..files import read_text, replace_file
from ._typing import Document

__all__ = ["Edit", "State", "long_format"]

#: How many edits are remembered at least.
REMEMBERED: Final = 5000


@dataclass(frozen=True)
class Edit:
    """An edit in a list of changes.

    Attributes
    ----------
    rev_id, timestamp, title, user, comment, namespace, bot
        What the wiki says about the revision; `timestamp` is in ISO 8601, `user` and `comment` may be hidden.
    event_id : str or None
        The position in a stream of events.
    kind : {"edit", "create", "delete", "hide"}
        Whether a revision was saved, as the first of its page or not; or deleted with its page, or hidden.
    wiki : str or None
        The database name of the wiki; None if there is only one.
    domains : tuple of str
        The names of the wiki's server.
    page_id, parent_id : int or None
    event : dict or None
        The event as it came, if it is a revision-create or page_change event.
    """

    rev_id: int
    timestamp: str
    title: str = ""
    user: str | None = None
    comment: str | None = None
    namespace: int = 0
    bot: bool = False
    event_id: str | None = field(default=None, compare=False)
    kind: str = field(default="edit", compare=False)
    wiki: str | None = field(default=None, compare=False)
    domains: tuple[str, ...] = field(default=(), compare=False)
    page_id: int | None = field(default=None, compare=False)
    parent_id: int | None = field(default=None, compare=False)
    event: Document | None = field(default=None, compare=False, repr=False)

    @property
    def key(self) -> int | str:
        """What tells this edit from all others: the revision id, with the wiki and a rare kind if need be."""
        kind = "" if self.kind in ("edit", "create") else f":{self.kind}"
        return f"{self.wiki or ''}:{self.rev_id}{kind}" if self.wiki or kind else self.rev_id

    @property
    def page(self) -> tuple[str | None, int | str]:
        """What tells the page of this edit from all others, within one source."""
        return self.wiki, self.page_id or self.title or self.rev_id


class State:
    """The edits that were processed, and the position to continue at; kept in a file if there is a path.

    Edits are told apart by their revision ids; of a farm of wikis, by their keys.

    Examples
    --------
    >>> state = State()
    >>> edit = Edit(5, "2020-01-01T00:00:00Z")
    >>> state.is_new(edit), state.done([edit]), state.is_new(edit), state.timestamp
    (True, None, False, '2020-01-01T00:00:00Z')
    """

    def __init__(self, path: str | None = None, farm: bool = False) -> None:
        self.path = path
        self.farm = farm
        self.timestamp: str | None = None
        self.event_id: str | None = None
        self._seen: dict[int | str, None] = {}
        if path is None or not os.path.exists(path):
            return
        try:
            kept = json.loads(read_text(path))
            self.timestamp, self.event_id = kept["timestamp"], kept["event_id"]
            self._seen = dict.fromkeys(kept["seen"])
        except (ValueError, KeyError, TypeError) as error:
            raise RuntimeError(
                f"{path}: this is not a state of `revscoring watch` or `revscoring precache` ({error!r}); "
                "remove it to begin anew"
            ) from error

    def is_new(self, edit: Edit) -> bool:
        """Return whether an edit was not processed yet."""
        return self._key(edit) not in self._seen

    def _key(self, edit: Edit) -> int | str:
        return edit.key if self.farm else edit.rev_id

    def remember(self, edits: Iterable[Edit | int]) -> None:
        """Treat edits, or revisions of the only wiki, as processed."""
        for edit in edits:
            self._seen[edit if isinstance(edit, int) else self._key(edit)] = None

    def add(self, edits: Iterable[Edit]) -> None:
        """Add processed edits, in the order in which they came."""
        for edit in edits:
            self._seen[self._key(edit)] = None
            self.timestamp = max(self.timestamp or "", edit.timestamp)
            self.event_id = edit.event_id or self.event_id
        if len(self._seen) > 2 * REMEMBERED:
            self._seen = dict.fromkeys(list(self._seen)[-REMEMBERED:])

    def done(self, edits: Iterable[Edit]) -> None:
        """Add processed edits, and save."""
        self.add(edits)
        self.save()

    def save(self) -> None:
        """Replace the file in one step."""
        if self.path is None:
            return
        seen = list(self._seen)[-REMEMBERED:]
        kept = {"timestamp": self.timestamp, "event_id": self.event_id, "seen": seen}
        replace_file(self.path, json.dumps(kept).encode())


def long_format(timestamp: object, seconds: int = 0) -> str:
    """Return a time, or one so many seconds later, in ISO 8601."""
    from mwtypes import Timestamp

    return str((Timestamp(timestamp) + seconds).long_format())
