"""The compiled kernel: the loops over every character of a text, where it could be built.

Each of its functions has a twin in Python that gives the same results and is used where no compiler
was at hand when revscoring was installed, or where the environment variable ``REVSCORING_PURE_PYTHON`` is
set. Names and rules stand in the twins; the kernel is given tables that were made from them.
"""

from __future__ import annotations

import os
from importlib import import_module
from types import ModuleType

__all__ = ["compiled"]


def compiled(name: str) -> ModuleType | None:
    """Return a compiled module of this package; None if there is none, or none is wanted.

    Parameters
    ----------
    name : str
        Such as ``words``.

    Examples
    --------
    >>> compiled("no_such_module") is None
    True
    """
    if os.environ.get("REVSCORING_PURE_PYTHON"):
        return None
    try:
        return import_module(f"{__name__}.{name}")
    except ImportError:
        return None
