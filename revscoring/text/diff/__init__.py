"""Differences between two texts."""

from .differ import Operation, apply, diff
from .edit import Edit, Hunk, edit_between
from .edited import EditedText
from .pieces import Piece, cut, pieces

__all__ = [
    "Edit",
    "EditedText",
    "Hunk",
    "Operation",
    "Piece",
    "apply",
    "cut",
    "diff",
    "edit_between",
    "pieces",
]
