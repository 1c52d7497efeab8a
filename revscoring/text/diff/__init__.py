"""Differences between two texts."""

from .differ import Operation, apply, diff
from .edit import Edit, edit_between
from .pieces import Piece, cut, pieces

__all__ = ["Edit", "Operation", "Piece", "apply", "cut", "diff", "edit_between", "pieces"]
