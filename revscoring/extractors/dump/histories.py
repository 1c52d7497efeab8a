"""The recent history of a page, as the roots ``page.recent_revisions`` and ``page.recent_words``."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any, Final

from ...text.counts import word_change
from .records import DumpRevision

__all__ = ["RECENT_REVISIONS", "RECENT_WORDS", "PageHistory", "Recent"]

#: How many revisions are remembered, and of how many of them the words.
RECENT_REVISIONS: Final = 50
RECENT_WORDS: Final = 20


@dataclass(slots=True)
class Recent:
    """What came before a revision on its page, oldest first; see the roots of these names."""

    revisions: list[dict[str, Any]]
    words: list[dict[str, list[str]]]


class PageHistory:
    """The recent history of a page, while its revisions are read from the oldest to the newest.

    Examples
    --------
    >>> from revscoring.extractors.dump import DumpPage
    >>> page = DumpPage(1, "Ants", "Ants", 0, "")
    >>> history = PageHistory()
    >>> history.add(DumpRevision(page, 10, text="Ants are small."))
    >>> history.add(DumpRevision(page, 11, text="Ants are very small."))
    >>> [one["id"] for one in history.recent().revisions], history.recent().words[-1]
    ([10, 11], {'added': ['very'], 'removed': []})
    """

    def __init__(self) -> None:
        self._revisions: deque[dict[str, Any]] = deque(maxlen=RECENT_REVISIONS)
        self._words: deque[dict[str, list[str]]] = deque(maxlen=RECENT_WORDS)
        self._text = ""

    def add(self, revision: DumpRevision) -> None:
        """Add the next revision; a hidden text is taken as unchanged."""
        self._revisions.append(
            {
                "id": revision.id,
                "timestamp": revision.timestamp,
                "size": revision.byte_length,
                "sha1": revision.sha1,
                "comment": revision.comment,
                "user_id": revision.user_id,
            }
        )
        text = self._text if revision.text is None else revision.text
        added, removed = word_change(self._text, text)
        self._words.append({"added": added, "removed": removed})
        self._text = text

    def recent(self) -> Recent:
        """Return the history so far."""
        return Recent(list(self._revisions), list(self._words))
