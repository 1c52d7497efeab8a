"""Differences between two texts."""

from .differ import Operation, apply, diff
from .edit import Edit, edit_between

__all__ = ["Edit", "Operation", "apply", "diff", "edit_between"]
