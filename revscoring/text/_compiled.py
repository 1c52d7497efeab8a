"""The loader of compiled modules.

Where no compiler was at hand when revscoring was installed, or where the environment variable
``REVSCORING_PURE_PYTHON`` is set, there are none, and the callers use plain Python or a library.
"""

from __future__ import annotations

import os
from importlib import import_module
from types import ModuleType

__all__ = ["compiled", "is_compiled"]


def compiled(name: str) -> ModuleType | None:
    """Return the compiled module of a name below `revscoring.text`, or None.

    Examples
    --------
    >>> compiled("tokens._no_such_module") is None
    True
    """
    if os.environ.get("REVSCORING_PURE_PYTHON"):
        return None
    try:
        return import_module(f"{__package__}.{name}")
    except ImportError:
        return None


def is_compiled() -> bool:
    """Return whether the optional C extension is installed and in use.

    Examples
    --------
    >>> is_compiled() in (True, False)
    True
    """
    return all(map(compiled, ("tokens._counting", "diff._matching", "markup._reader", "matching._finding")))
