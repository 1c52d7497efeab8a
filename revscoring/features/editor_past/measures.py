"""How an editor's past on a page is measured; the table of the features is in `features`."""

from __future__ import annotations

from math import log10
from typing import Any

from ..pace import History

__all__ = ["EditorPast"]

_UNKNOWN = -1


class EditorPast:
    """The measures of what an editor did among the last revisions of a page; −1 where these are not known.

    Editors who are not logged in have one id, 0: what all of them did is theirs.

    Parameters
    ----------
    history : History or None
    user_id : int or None
    timestamp : mwtypes.Timestamp or None
        When the edit was made.
    """

    def __init__(self, history: History | None, user_id: int | None, timestamp: Any) -> None:
        self._history = history
        self._now = None if timestamp is None else float(timestamp.unix())
        users = [] if history is None or user_id is None else history.users
        self._places = [place for place, user in enumerate(users) if user == user_id]

    def edits(self) -> int:
        return _UNKNOWN if self._history is None else len(self._places)

    def share_of_edits(self) -> float:
        return _UNKNOWN if self._history is None else len(self._places) / max(len(self._history), 1)

    def made_last_edit(self) -> bool:
        return self._history is not None and len(self._history) - 1 in self._places

    def edits_reverted(self) -> int:
        if self._history is None:
            return _UNKNOWN
        return sum(self._history.reverted[place] for place in self._places)

    def share_of_edits_reverted(self) -> float:
        if self._history is None:
            return _UNKNOWN
        return self.edits_reverted() / max(len(self._places), 1)

    def reverts(self) -> int:
        if self._history is None:
            return _UNKNOWN
        return sum(self._history.reverting[place] for place in self._places)

    def since_last_edit(self) -> float:
        if self._history is None or not self._places or self._now is None:
            return _UNKNOWN
        return log10(1 + max(self._now - self._history.times[self._places[-1]], 0))
