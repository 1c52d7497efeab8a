"""Tables of characters for the kernel, made from regular expressions."""

from __future__ import annotations

import re
from functools import cache

__all__ = ["paint"]


@cache
def _characters(size: int) -> str:
    return "".join(map(chr, range(size)))


def paint(table: bytearray, regex: str, mark: int, keep: bool = False) -> None:
    """Mark the characters in a table that a pattern matches.

    Parameters
    ----------
    table : bytearray
        A byte for each character, by its number.
    regex : str
        Matches one character.
    mark : int
        Eight bits or less.
    keep : bool
        Whether the mark is put beside what stands in the table, bit by bit; by default it replaces that.

    Examples
    --------
    >>> table = bytearray(128)
    >>> paint(table, "[a-c]", 1)
    >>> table[96:101]
    bytearray(b'\\x00\\x01\\x01\\x01\\x00')
    """
    marked = bytes([(byte | mark) if keep else mark for byte in range(256)])
    for run in re.finditer(f"(?:{regex})+", _characters(len(table))):
        start, end = run.span()
        table[start:end] = table[start:end].translate(marked)
