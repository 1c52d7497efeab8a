"""Tables of text, narrow ones side by side and wide ones one row per label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["MAX_COLUMNS_WIDTH_CHARS", "is_wide", "table"]

MAX_COLUMNS_WIDTH_CHARS = 80
"""A table of one column per label that reaches this width is turned into one row per label."""


def table(rows: Sequence[Sequence[Any]], headers: Sequence[Any] = ()) -> str:
    """Lay rows out under headers.

    Examples
    --------
    >>> print(table([[0.5, 1.0]], headers=["True", "False"]))
      True    False
    ------  -------
       0.5        1
    """
    from tabulate import tabulate

    return tabulate(rows, headers=headers)


def is_wide(text: str) -> bool:
    """Tell whether a line of a table is too wide to read."""
    return max(map(len, text.split("\n"))) >= MAX_COLUMNS_WIDTH_CHARS
