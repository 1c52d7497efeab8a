"""How the pace of a page is measured; the table of the features is in `features`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from math import log10
from statistics import median
from typing import Any

from ...text.digests import sha1_base36
from .histories import History

__all__ = ["Pace"]

_UNKNOWN = -1


class Pace:
    """The measures of an edit against the last revisions of its page; −1 where these are not known.

    Parameters
    ----------
    history : History or None
    timestamp : mwtypes.Timestamp or None
        When the edit was made.
    text : str or None
        The text after the edit.
    """

    def __init__(self, history: History | None, timestamp: Any, text: str | None) -> None:
        self._is_known = history is not None
        self._history = history or History([], [], [], [], [], [], [])
        self._now = None if timestamp is None else float(timestamp.unix())
        self._text = text or ""

    def _or_unknown(self, value: float) -> float:
        return value if self._is_known else _UNKNOWN

    def is_known(self) -> bool:
        return self._is_known

    def revisions(self) -> int:
        return len(self._history) if self._is_known else _UNKNOWN

    # --- time

    def _since(self, number: int) -> float:
        """Return the logarithm of the seconds since an edit, or since the oldest that is known."""
        times = self._history.times
        if not times or self._now is None:
            return _UNKNOWN
        return log10(1 + max(self._now - times[max(len(times) - number, 0)], 0))

    def since_last_edit(self) -> float:
        return self._since(1)

    def since_fifth_last_edit(self) -> float:
        return self._since(5)

    def since_twentieth_last_edit(self) -> float:
        return self._since(20)

    def usual_time_between_edits(self) -> float:
        times = self._history.times
        gaps = [new - old for old, new in pairwise(times)]
        return log10(1 + median(gaps)) if gaps else _UNKNOWN

    def haste(self) -> float:
        if self.usual_time_between_edits() == _UNKNOWN or self._now is None:
            return 0.0
        return self.usual_time_between_edits() - self.since_last_edit()

    def burst(self) -> float:
        if self.usual_time_between_edits() == _UNKNOWN or self._now is None:
            return 0.0
        return self.since_twentieth_last_edit() - self.since_fifth_last_edit()

    # --- reverts

    def share_of_reverts(self) -> float:
        return self._or_unknown(_mean(self._history.reverting))

    def share_of_reverted_edits(self) -> float:
        return self._or_unknown(_mean(self._history.reverted))

    def share_of_reverted_edits_lately(self) -> float:
        return self._or_unknown(_mean(self._history.reverted[-10:]))

    def share_of_reverts_lately(self) -> float:
        return self._or_unknown(_mean(self._history.reverting[-10:]))

    def edits_since_last_revert(self) -> int:
        if not self._is_known:
            return _UNKNOWN
        places = [place for place, is_revert in enumerate(reversed(self._history.reverting)) if is_revert]
        return places[0] if places else len(self._history)

    def parent_is_revert(self) -> bool:
        return any(self._history.reverting[-1:])

    def restores_earlier_text(self) -> bool:
        return self.revisions_taken_back() > 0

    def revisions_taken_back(self) -> int:
        digests = self._history.digests
        own = sha1_base36(self._text)
        for back, digest in enumerate(reversed(digests)):
            if digest == own:
                return back
        return 0 if self._is_known else _UNKNOWN

    # --- sizes

    @cached_property
    def _size(self) -> int:
        return len(self._text.encode("utf-8", "surrogatepass"))

    @cached_property
    def _change(self) -> int:
        return self._size - self._history.sizes[-1] if self._history.sizes else self._size

    def rank_of_size(self) -> float:
        return self._or_unknown(_rank(self._size, self._history.sizes))

    def rank_of_change(self) -> float:
        return self._or_unknown(_rank(abs(self._change), list(map(abs, self._history.changes))))

    def rank_of_signed_change(self) -> float:
        return self._or_unknown(_rank(self._change, self._history.changes))

    def size_by_usual(self) -> float:
        if not self._history.sizes:
            return _UNKNOWN
        return (self._size + 1) / (median(self._history.sizes) + 1)

    def is_outside_of_recent_sizes(self) -> bool:
        sizes = self._history.sizes[-20:]
        return bool(sizes) and not min(sizes) <= self._size <= max(sizes)

    def back_towards_earlier_size(self) -> bool:
        sizes = self._history.sizes
        return len(sizes) > 1 and self._change != 0 and self._size == sizes[-2]

    # --- summaries and editors of the page

    def share_of_empty_summaries(self) -> float:
        return self._or_unknown(_mean([not comment for comment in self._history.comments]))

    def length_of_last_summary(self) -> int:
        if not self._is_known:
            return _UNKNOWN
        return len((self._history.comments or [None])[-1] or "")

    def editors(self) -> int:
        users = self._history.users[-20:]
        return len(set(users)) if self._is_known else _UNKNOWN


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _rank(value: float, values: Sequence[float]) -> float:
    """Return the share of values that are lower, equal ones counting half; 0.5 without any.

    Examples
    --------
    >>> _rank(2, [1, 2, 3, 4]), _rank(9, [1, 2]), _rank(1, [])
    (0.375, 1.0, 0.5)
    """
    if not values:
        return 0.5
    return (sum(other < value for other in values) + sum(other == value for other in values) / 2) / len(
        values
    )
