"""Survey of the edits that `find_reverted` labels in other windows of time than the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from .revert_labels import LabelledEdit
from .reverts import WINDOW_HOURS, PageRevision, Reverted

__all__ = ["AUTOMATIC", "WINDOWS", "WindowSurvey"]

#: Windows in hours whose results are compared.
WINDOWS: Final = (1.0, 24.0, WINDOW_HOURS, 7 * 24.0, 30 * 24.0, 365 * 24.0)
#: Windows that are chosen from, and the share of the longest one's edits that the chosen one finds at least.
#: A late revert is less often one of damage, so a year is not among them.
AUTOMATIC: Final = (WINDOW_HOURS, 7 * 24.0, 30 * 24.0)
ENOUGH: Final = 0.9

FindReverted = Callable[[Sequence[PageRevision], float], Mapping[int, Reverted]]


class WindowSurvey:
    """Counts of the edits, and of their authors, that several windows find.

    Parameters
    ----------
    find : callable
        (edits of a page, window in hours) → the reverted ones; `find_reverted` with the other rules.
    chosen : float, optional
        The window whose edits are returned by `find`, compared too.

    Examples
    --------
    >>> from revscoring.extractors.reverts import find_reverted
    >>> survey = WindowSurvey(lambda edits, hours: find_reverted(edits, window_hours=hours))
    >>> history = [PageRevision(1, 0, "Ann", "a"), PageRevision(2, 60, "Vandal", "b")]
    >>> history.append(PageRevision(3, 300_000, "Ben", "a"))
    >>> survey.find(history)
    {}
    >>> survey.count({"rev_id": 2, "user": "Vandal"})
    >>> survey.edits(48), survey.edits(168), survey.best()
    (0, 1, 168.0)
    """

    def __init__(self, find: FindReverted, chosen: float = WINDOW_HOURS) -> None:
        self._find = find
        self.chosen = chosen
        self.windows = tuple(sorted({*WINDOWS, chosen}))
        self._page: dict[float, set[int]] = {}
        self._edits = dict.fromkeys(self.windows, 0)
        self._authors: dict[float, set[str | None]] = {window: set() for window in self.windows}

    def find(self, edits: Sequence[PageRevision]) -> Mapping[int, Reverted]:
        """Return the reverted edits of a page in the chosen window, and keep those of all windows."""
        found = {window: self._find(edits, window) for window in self.windows}
        self._page = {
            window: {reverted.edit.id for reverted in page.values()} for window, page in found.items()
        }
        return found[self.chosen]

    def count(self, edit: LabelledEdit | Mapping[str, object]) -> None:
        """Count an edit of the page that `find` had last."""
        for window, ids in self._page.items():
            if edit["rev_id"] in ids:
                self._edits[window] += 1
                user = edit["user"]
                self._authors[window].add(None if user is None else str(user))

    def edits(self, window: float) -> int:
        """Return how many edits a window finds."""
        return self._edits[window]

    def authors(self, window: float) -> int:
        """Return how many authors made the edits that a window finds; hidden ones count as one."""
        return len(self._authors[window])

    def best(self) -> float:
        """Return the shortest of `AUTOMATIC` that finds 9 of 10 edits that the longest of them finds."""
        enough = ENOUGH * self.edits(AUTOMATIC[-1])
        return next(window for window in AUTOMATIC if self.edits(window) >= enough)
