"""What one text may cost: limits that turn a pathological page into an error for its revision.

Honest pages stay far below the defaults. `configure` sets the limits of this process.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..errors import LimitExceeded
from .cache import TextCache
from .markup.index import MarkupCache, MarkupIndex, markup_index
from .markup.limits import MAX_EFFORT, MarkupLimitError, check_effort

__all__ = ["Limits", "check_diff", "check_length", "check_markup", "configure", "current", "index_of"]


@dataclass(frozen=True)
class Limits:
    """The limits on one text; None is no limit.

    Attributes
    ----------
    characters : int or None
        Its length.
    markup_effort : int or None
        The effort of parsing its markup; see `revscoring.text.markup.limits`.
    diff_pairs : int or None
        The number of tokens of one text times those of the other that a diff compares, paragraphs
        and sentences that stand in both left out.
    """

    characters: int | None = 20_000_000
    markup_effort: int | None = MAX_EFFORT
    diff_pairs: int | None = 10_000_000_000


_limits = Limits()


def current() -> Limits:
    """Return the limits of this process."""
    return _limits


def configure(**changes: int | None) -> Limits:
    """Change limits of this process.

    Parameters
    ----------
    **changes : int or None
        By the names of `Limits`.

    Returns
    -------
    Limits
        Those now in force.

    Examples
    --------
    >>> configure(characters=20_000_000).characters
    20000000
    """
    global _limits
    _limits = replace(_limits, **changes)
    _INDEXES.clear()
    return _limits


def check_length(text: str) -> None:
    """Raise an error for a text that is too long.

    Raises
    ------
    LimitExceeded
        With the length, the limit, and how to raise it.
    """
    limit = _limits.characters
    if limit is not None and len(text) > limit:
        raise LimitExceeded(
            f"A text of {len(text):,} characters is over the limit of {limit:,}; "
            "revscoring.text.limits.configure(characters=…) sets it."
        )


def check_diff(old: int, new: int) -> None:
    """Raise an error for a diff of too many tokens.

    Raises
    ------
    LimitExceeded
        With the numbers, the limit, and how to raise it.
    """
    limit = _limits.diff_pairs
    if limit is not None and old * new > limit:
        raise LimitExceeded(
            f"A diff of {old:,} with {new:,} tokens is over the limit of {limit:,} pairs; "
            "revscoring.text.limits.configure(diff_pairs=…) sets it."
        )


def check_markup(text: str) -> None:
    """Raise an error for a text that is too long, or whose markup takes too long to parse.

    Raises
    ------
    LimitExceeded
        With the effort, the limit, and how to raise it.
    """
    check_length(text)
    if _limits.markup_effort is None:
        return
    try:
        check_effort(text, _limits.markup_effort)
    except MarkupLimitError as error:
        raise LimitExceeded(
            f"The markup of a text takes too long to parse: {error}; "
            "revscoring.text.limits.configure(markup_effort=…) sets the limit."
        ) from error


_BLOCKS = MarkupCache()


def _index(text: str) -> MarkupIndex:
    check_markup(text)
    return markup_index(text, _BLOCKS, max_effort=None)


#: Text → its markup index, for the texts used last in this process.
_INDEXES: TextCache[MarkupIndex] = TextCache(_index, 4)


def index_of(text: str | None) -> MarkupIndex:
    """Return the markup index of a text; None is taken as the empty text.

    Raises
    ------
    LimitExceeded
        If the text is over a limit.
    """
    return _INDEXES[text or ""]
