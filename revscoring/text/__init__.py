"""Algorithms on strings: plain functions and small classes that do not know the dependency graph.

The packages are `tokens`, `counts`, `diff`, `markup` and `matching`. `cache` and `limits` hold the settings
of a process; `results` is for what is derived from an earlier version.
"""

from ._compiled import is_compiled

__all__ = ["cache", "counts", "diff", "is_compiled", "limits", "markup", "matching", "results", "tokens"]
