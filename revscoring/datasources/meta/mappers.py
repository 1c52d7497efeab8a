"""A function applied to each item."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Iterable
from typing import Any

from ...dependencies import Node
from ...text.matching import lower
from ._base import MetaDatasource

__all__ = ["abs", "de1337", "derepeat", "lower_case", "map"]

_REPEATED = re.compile(r"(.)\1+", re.DOTALL)


class map(MetaDatasource):
    """The results of a function of each item.

    Parameters
    ----------
    apply : callable
        The function of one item: a module-level function or a callable object, so that it
        pickles.
    items_datasource : Datasource
        The items; None is an error.
    """

    apply: Callable[[Any], Any]

    def __init__(self, apply: Callable[[Any], Any], items_datasource: Node, name: str | None = None) -> None:
        super().__init__(name, [items_datasource], apply, items_datasource)
        self.apply = apply
        if apply is builtins.len:
            self.measures = {
                measure.removeprefix("len."): shortcut
                for measure, shortcut in getattr(items_datasource, "measures", {}).items()
                if measure.startswith("len.")
            }

    def process(self, items: Iterable[Any]) -> list[Any]:
        """Apply the function."""
        return [self.apply(item) for item in items]


class _StringMap(map):
    """Base of the mappers that are named after their class and datasource alone."""

    def __init__(self, strs_datasource: Node, name: str | None = None) -> None:
        MetaDatasource.__init__(self, name, [strs_datasource], strs_datasource)


class lower_case(_StringMap):
    """Each string in lower case, with İ as i."""

    apply = staticmethod(lower)


class derepeat(_StringMap):
    """Each string without repeated characters: "aabbA" → "abA"."""

    @staticmethod
    def apply(s: str) -> str:
        """Remove the repetitions of a character that follow it."""
        return _REPEATED.sub(r"\1", s)


class de1337(_StringMap):
    """Each string with letters for the digits and signs that stand for them: "l33t" → "leet"."""

    #: Sign → letter.
    MAP = {"1": "l", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "0": "o", "#": "h", "(": "c"}
    _TABLE = str.maketrans(MAP)

    @staticmethod
    def apply(s: str) -> str:
        """Replace the signs."""
        return s.translate(de1337._TABLE)


class abs(map):
    """The absolute value of each number."""

    def __init__(self, numbers_datasource: Node, name: str | None = None) -> None:
        super().__init__(builtins.abs, numbers_datasource, name=name)
