"""Small callables that process functions are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["or_none"]


class or_none:
    """Apply a function to a value, but pass None through. Unlike a lambda, it pickles.

    Parameters
    ----------
    func : callable
        The function.

    Examples
    --------
    >>> or_none(int)("7"), or_none(int)(None)
    (7, None)
    """

    def __init__(self, func: Callable[[Any], Any]) -> None:
        self.func = func

    def __call__(self, val: Any) -> Any:
        return None if val is None else self.func(val)
