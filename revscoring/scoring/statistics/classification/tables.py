"""Tables of statistics as text."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from ...paths import PathTree

__all__ = ["MAX_COLUMNS_WIDTH_CHARS", "ignore_path", "is_wide", "table"]

logger = logging.getLogger(__name__)

MAX_COLUMNS_WIDTH_CHARS = 80
"""Labels that reach this width, side by side, are shown one row each."""


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

    return str(tabulate(rows, headers=headers))


def is_wide(labels: Iterable[Any]) -> bool:
    """Tell whether labels, two characters apart, are too wide to read side by side.

    Examples
    --------
    >>> is_wide([True, False]), is_wide(["x" * 38, "y" * 38])
    (False, True)
    """
    return sum(len(str(label)) + 2 for label in labels) >= MAX_COLUMNS_WIDTH_CHARS


def ignore_path(path_tree: PathTree, what: str) -> None:
    """Log that the path below a statistic is ignored, if there is one."""
    if path_tree:
        logger.warning("Ignoring the path %s below %s: it is always shown whole", path_tree, what)
