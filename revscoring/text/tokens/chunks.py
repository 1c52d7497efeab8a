"""Chunks: a text split at its paragraph breaks, so that each part can be lexed and matched apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

__all__ = ["chunk_change", "has_break", "set_apart", "split_chunks"]

_BREAK = re.compile(r"(\r?\n\s*\n\r?)")
_BREAK_WITHOUT_CR = re.compile(r"(\n\s*\n)")


def split_chunks(text: str) -> list[str]:
    """Split a text at its breaks into chunks that can be lexed apart, breaks among them.

    A break within a tag does not split. What looks like a tag is none where no ">" follows.

    Examples
    --------
    >>> split_chunks("one\\n\\ntwo <b\\n\\n>")
    ['one', '\\n\\n', 'two <b\\n\\n>']
    >>> split_chunks("one <b\\n\\ntwo")
    ['one <b', '\\n\\n', 'two']
    """
    pieces = (_BREAK if "\r" in text else _BREAK_WITHOUT_CR).split(text)
    last_end = text.rfind(">")
    chunks: list[str] = []
    waiting: list[str] = []
    end = 0
    in_tag = False
    for i in range(0, len(pieces), 2):
        piece = pieces[i]
        end += len(piece)
        if "<" in piece or ">" in piece:
            in_tag = piece.rfind("<") > piece.rfind(">")
        following = pieces[i + 1] if i + 1 < len(pieces) else ""
        if in_tag and end <= last_end:
            waiting += (piece, following)
        else:
            chunk = "".join([*waiting, piece]) if waiting else piece
            waiting = []
            chunks += [part for part in (chunk, following) if part]
        end += len(following)
    return chunks


def set_apart(chunks: Iterable[str]) -> list[str]:
    """Put a break behind each chunk, so that they join to a text in which nothing spans two of them.

    Examples
    --------
    >>> set_apart(["one", "two"])
    ['one', '\\n\\n', 'two', '\\n\\n']
    """
    return [piece for chunk in chunks for piece in (chunk, "\n\n")]


def has_break(text: str) -> bool:
    """Tell whether there are two line ends with only white space between them."""
    return _BREAK_WITHOUT_CR.search(text) is not None


def chunk_change(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the chunks of one text that another has not, and those that it has on top."""
    first, last = 0, 0
    shorter = min(len(old), len(new))
    while first < shorter and old[first] == new[first]:
        first += 1
    while last < shorter - first and old[-1 - last] == new[-1 - last]:
        last += 1
    removed, added = old[first : len(old) - last], new[first : len(new) - last]
    if not removed or not added:
        return list(removed), list(added)
    balance = Counter(added)
    balance.subtract(removed)
    return (
        [chunk for chunk, n in balance.items() for _ in range(-n)],
        [chunk for chunk, n in balance.items() for _ in range(n)],
    )
