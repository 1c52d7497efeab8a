"""Tables for people, as text that is Markdown too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["markdown_table"]


def markdown_table(headers: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[str] = ()) -> str:
    """Return a table in Markdown.

    The columns of `numbers` are aligned to the right.

    >>> print(markdown_table(["node", "ms"], [["a", "5.00"], ["b", "12.00"]], numbers=["ms"]))
    | node   |    ms |
    |:-------|------:|
    | a      |  5.00 |
    | b      | 12.00 |
    """
    from tabulate import tabulate

    align = ["right" if header in numbers else "left" for header in headers]
    return str(tabulate(rows, headers, tablefmt="pipe", disable_numparse=True, colalign=align))
