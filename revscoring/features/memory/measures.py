"""How an edit is compared to the last ones; the table of the features is in `features`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...text.counts import word_change
from ..pace import History

__all__ = ["Memory"]

_UNKNOWN = -1.0
_Words = Mapping[str, Sequence[str]]


class Memory:
    """The measures of an edit against the words of the last edits of its page; −1 where these are not known.

    Likeness is that of Jaccard: shared words as a share of all, those put in and those taken out apart.

    Parameters
    ----------
    recent_words : sequence of mapping or None
        The root ``page.recent_words``.
    history : History or None
        The revisions that they are of; without it no edit is known to be reverted.
    old, new : str or None
        The texts.
    """

    def __init__(
        self, recent_words: Sequence[_Words] | None, history: History | None, old: str | None, new: str | None
    ) -> None:
        self._is_known = recent_words is not None
        self._edits = [(set(one["added"]), set(one["removed"])) for one in recent_words or ()]
        reverted = [] if history is None else history.reverted[-len(self._edits) :]
        self._reverted = [False] * (len(self._edits) - len(reverted)) + reverted if self._edits else []
        added, removed = word_change(old or "", new or "")
        self._added, self._removed = set(added), set(removed)

    def is_known(self) -> bool:
        return self._is_known

    def _share(self, words: set[str], others: Iterable[set[str]]) -> float:
        """Return the share of words that are in any of other sets; 0 without words."""
        if not self._is_known:
            return _UNKNOWN
        return len(words & set().union(*others)) / max(len(words), 1)

    def _of_reverted(self) -> list[tuple[set[str], set[str]]]:
        return [edit for edit, reverted in zip(self._edits, self._reverted, strict=True) if reverted]

    def share_of_added_that_was_removed(self) -> float:
        return self._share(self._added, [removed for _, removed in self._edits])

    def share_of_removed_that_was_added(self) -> float:
        return self._share(self._removed, [added for added, _ in self._edits])

    def share_of_added_that_reverted_edits_added(self) -> float:
        return self._share(self._added, [added for added, _ in self._of_reverted()])

    def share_of_removed_that_reverted_edits_removed(self) -> float:
        return self._share(self._removed, [removed for _, removed in self._of_reverted()])

    def _likest(self, edits: Iterable[tuple[set[str], set[str]]]) -> float:
        if not self._is_known:
            return _UNKNOWN
        own = {(word, True) for word in self._added} | {(word, False) for word in self._removed}
        best = 0.0
        for added, removed in edits:
            shared = len(self._added & added) + len(self._removed & removed)
            if shared:
                best = max(best, shared / (len(own) + len(added) + len(removed) - shared))
        return best

    def likeness_to_reverted_edit(self) -> float:
        return self._likest(self._of_reverted())

    def likeness_to_edit(self) -> float:
        return self._likest(self._edits)

    def likeness_to_undo(self) -> float:
        return self._likest((removed, added) for added, removed in self._edits)

    def likeness_to_undo_of_parent(self) -> float:
        return self._likest((removed, added) for added, removed in self._edits[-1:])

    def age_of_removed(self) -> float:
        """The mean rank of the edits that put in the removed words, 0 for the newest; older ones are 1."""
        if not self._is_known:
            return _UNKNOWN
        if not self._removed:
            return 1.0
        left, total = set(self._removed), 0.0
        for place, (added, _) in enumerate(reversed(self._edits)):
            found = left & added
            total += len(found) * place / len(self._edits)
            left -= found
        return (total + len(left)) / len(self._removed)
