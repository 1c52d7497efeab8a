"""The change of the counts of tokens from one text to another."""

from __future__ import annotations

from functools import lru_cache

from ..results import Results
from ..tokens import is_word
from .analysis import TextAnalysis, token_change

__all__ = ["Change", "change_between"]


class Change(Results):
    """How the counts of the tokens of two texts differ.

    Attributes
    ----------
    old, new : TextAnalysis
        The texts.
    removed, added : list of str
        The chunks in which they differ.
    """

    def __init__(self, old: TextAnalysis, new: TextAnalysis) -> None:
        super().__init__()
        self.old = old
        self.new = new
        self.removed, self.added = new.change_from(old)

    @property
    def tokens(self) -> dict[str, int]:
        """Token → change of its count."""
        return self.memo("tokens", lambda: token_change(self.removed, self.added))

    @property
    def words(self) -> dict[str, int]:
        """Word token → change of its count."""
        return self.memo("words", lambda: {t: n for t, n in self.tokens.items() if is_word(t)})


@lru_cache(maxsize=4)
def change_between(old: TextAnalysis, new: TextAnalysis) -> Change:
    """Return the `Change` from one text to another; the last few are kept."""
    return Change(old, new)
