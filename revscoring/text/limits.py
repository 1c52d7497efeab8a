"""Limits on one text, which turn a pathological page into an error for its revision.

Honest pages stay far below the defaults. `configure` sets the limits of this process.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ..errors import LimitExceeded
from .cache import clear

__all__ = ["Limits", "check_length", "configure", "current", "too_long_diff"]


@dataclass(frozen=True)
class Limits:
    """The limits on one text; None is no limit.

    Attributes
    ----------
    characters : int or None
        Its length.
    markup_effort : int or None
        The characters that the parser of its markup reads again, by estimate. A text above this is refused
        at once; see `revscoring.text.markup.effort`.
    markup_seconds : float or None
        The processor time of parsing its markup. It is measured in the main thread only, where
        the system has a timer for it.
    diff_pairs : int or None
        The pairs of equal tokens of the two texts that a diff looks at, about ten seconds by default.
        Paragraphs and sentences of both texts, and what is frequent in long ones, are left out.
    """

    characters: int | None = 20_000_000
    markup_effort: int | None = 600_000_000
    markup_seconds: float | None = 10
    diff_pairs: int | None = 2_000_000_000


_limits = Limits()


def current() -> Limits:
    """Return the limits of this process."""
    return _limits


def configure(**changes: Any) -> Limits:
    """Change limits of this process, and forget the texts that were read under the old ones.

    Parameters
    ----------
    **changes : int, float or None
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
    clear()
    return _limits


def check_length(text: str) -> None:
    """Raise `LimitExceeded` for a text that is too long."""
    limit = _limits.characters
    if limit is not None and len(text) > limit:
        raise LimitExceeded(
            f"A text of {len(text):,} characters is over the limit of {limit:,}; "
            "revscoring.text.limits.configure(characters=…) sets it."
        )


def too_long_diff(old: int, new: int) -> LimitExceeded:
    """Return the error for a diff of two numbers of tokens that takes too long."""
    return LimitExceeded(
        f"A diff of {old:,} with {new:,} tokens is over the limit of {_limits.diff_pairs or 0:,} pairs; "
        "revscoring.text.limits.configure(diff_pairs=…) sets it."
    )
