"""Changes as people read them: what was added and removed, with a little of the text around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ..tokens import lex, segment
from .differ import diff

__all__ = ["Piece", "cut", "pieces"]

#: How many characters of unchanged text are kept on each side of a change.
CONTEXT: Final = 160

#: How many characters of a change are shown, unchanged text included.
LONGEST_CHANGE: Final = 30_000


class Piece(NamedTuple):
    """A part of a change.

    Attributes
    ----------
    kind : {'equal', 'insert', 'delete', 'gap', 'cut'}
        A gap stands for unchanged text that is left out, a cut for the rest of a long change.
    text : str
    marked : bool
        Whether it is a word that a feature counted.
    """

    kind: str
    text: str
    marked: bool = False


def pieces(old: str, new: str) -> Iterator[Piece]:
    """Yield the changes between two texts, with a little of the text around them.

    Examples
    --------
    >>> [(piece.kind, piece.text) for piece in pieces("Ants are small.", "Ants are very small.")]
    [('equal', 'Ants are '), ('insert', 'very '), ('equal', 'small.')]
    """
    a, b = lex(old), lex(new)
    runs: list[tuple[str, str]] = []
    for step in diff(segment(a), segment(b)):
        text = "".join(a[step.a1 : step.a2] if step.name == "delete" else b[step.b1 : step.b2])
        if runs and runs[-1][0] == step.name:
            runs[-1] = (step.name, runs[-1][1] + text)
        elif text:
            runs.append((step.name, text))
    for place, (name, text) in enumerate(runs):
        if name == "equal":
            yield from _around(text, place > 0, place < len(runs) - 1)
        else:
            yield Piece(name, text)


def _around(text: str, after_change: bool, before_change: bool) -> Iterator[Piece]:
    """Yield the ends of an unchanged text that are next to a change."""
    kept = CONTEXT * (after_change + before_change)
    if len(text) <= kept + CONTEXT // 2:
        yield Piece("equal", text)
        return
    if after_change:
        yield Piece("equal", text[:CONTEXT])
    yield Piece("gap", "")
    if before_change:
        yield Piece("equal", text[-CONTEXT:])


def cut(change: Iterable[Piece]) -> Iterator[Piece]:
    """Yield pieces until they are too long to read."""
    left = LONGEST_CHANGE
    for piece in change:
        if len(piece.text) > left:
            yield piece._replace(text=piece.text[:left])
            yield Piece("cut", "")
            return
        left -= len(piece.text)
        yield piece
