"""A text and its edit, as the measures of edits see them: what was added and removed, and the page before."""

from __future__ import annotations

from functools import cached_property

from ..counts import LOWER, Change, LowerTable, TextAnalysis, analyze, change_between
from ..tokens import CLASSES_OF, Token
from .edit import Edit, edit_between

__all__ = ["EditedText"]


class EditedText:
    """The edit from one text to another, with what is known of both.

    Words are the tokens of class word, in lower case, and CJK characters.

    Parameters
    ----------
    old, new : str or None
        The texts; None is taken as the empty text.

    Examples
    --------
    >>> edit = EditedText("Ants are small.", "Ants are VERY small.")
    >>> edit.added, edit.words_added, edit.words_removed
    ('VERY ', ['very'], [])
    """

    def __init__(self, old: str | None, new: str | None) -> None:
        self.old = old or ""
        self.new = new or ""

    @cached_property
    def before(self) -> TextAnalysis:
        """What is known of the old text."""
        return analyze(self.old)

    @cached_property
    def after(self) -> TextAnalysis:
        """What is known of the new text."""
        return analyze(self.new)

    @cached_property
    def change(self) -> Change:
        """The change of the counts of tokens."""
        return change_between(self.before, self.after)

    @cached_property
    def edit(self) -> Edit:
        """The insertions and deletions."""
        return edit_between(self.before, self.after)

    @cached_property
    def added(self) -> str:
        """All that was added, in the order of the text."""
        return "".join([hunk.added for hunk in self.edit.hunks])

    @cached_property
    def removed(self) -> str:
        """All that was removed, in the order of the text."""
        return "".join([hunk.removed for hunk in self.edit.hunks])

    @cached_property
    def words_added(self) -> list[str]:
        """The words that were added."""
        return _words(self.edit.tokens_added)

    @cached_property
    def words_removed(self) -> list[str]:
        """The words that were removed."""
        return _words(self.edit.tokens_removed)

    @cached_property
    def words_before(self) -> dict[str, int]:
        """Word → its number in the old text, without CJK characters."""
        return LowerTable().of(self.before)

    def times_before(self, word: str) -> int:
        """Return how often a word is in the old text."""
        times = self.words_before.get(word)
        if times is None and CLASSES_OF[word][0] == "cjk":
            times = self.before.counts.get(word)
        return times or 0

    @cached_property
    def number_of_words_before(self) -> int:
        """How many words the old text has."""
        classes = self.before.classes
        return classes.get("word", 0) + classes.get("cjk", 0)


def _words(stretches: list[list[Token]]) -> list[str]:
    return [LOWER[token] for tokens in stretches for token in tokens if token.type in ("word", "cjk")]
