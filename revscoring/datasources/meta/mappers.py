"""A function applied to each item."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Iterable
from typing import Any

from ...text.matching import lower
from ..datasource import Datasource

__all__ = ["Datasource", "abs", "de1337", "derepeat", "lower_case", "map"]

_REPEATED = re.compile(r"(.)\1+", re.DOTALL)


class map(Datasource):
    """A function applied to each item.

    Parameters
    ----------
    apply : callable
        The function of one item; a module-level function or a callable object, so that it
        pickles.
    items_datasource : Datasource
        The items; None is an error.
    name : str, optional
        By default ``map(apply, <items>)``.
    """

    def __init__(self, apply: Callable[[Any], Any], items_datasource: Any, name: str | None = None) -> None:
        super().__init__(
            f"{type(self).__name__}({apply!r}, {items_datasource!r})" if name is None else name,
            depends_on=[items_datasource],
        )
        self.apply = apply
        measures = getattr(items_datasource, "measures", {})
        if apply is builtins.len:
            self.measures = {
                measure.removeprefix("len."): shortcut
                for measure, shortcut in measures.items()
                if measure.startswith("len.")
            }

    def process(self, items: Iterable[Any]) -> list[Any]:
        """Apply the function."""
        return [self.apply(item) for item in items]


class _named(map):
    """Base of the mappers that are named after their class and datasource alone."""

    def __init__(self, strs_datasource: Any, name: str | None = None) -> None:
        if name is None:
            name = f"{type(self).__name__}({strs_datasource!r})"
        super().__init__(type(self).apply_to, strs_datasource, name=name)

    @staticmethod
    def apply_to(s: Any) -> Any:
        """Map one item."""
        raise NotImplementedError


class lower_case(_named):
    """Each string in lower case, with İ as i.

    Parameters
    ----------
    strs_datasource : Datasource
        The strings.
    name : str, optional
        By default ``lower_case(<datasource>)``.
    """

    @staticmethod
    def apply_to(s: Any) -> Any:
        return lower(s)


class derepeat(_named):
    """Each string with its runs of one character collapsed: "aabbA" → "abA".

    Parameters
    ----------
    strs_datasource : Datasource
        The strings.
    name : str, optional
        By default ``derepeat(<datasource>)``.
    """

    @staticmethod
    def apply_to(s: Any) -> Any:
        return _REPEATED.sub(r"\1", s)


class de1337(_named):
    """Each string with the digits and signs that stand for letters replaced: "l33t" → "leet".

    Parameters
    ----------
    strs_datasource : Datasource
        The strings.
    name : str, optional
        By default ``de1337(<datasource>)``.
    """

    #: Sign → letter.
    MAP = {"1": "l", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "0": "o", "#": "h", "(": "c"}
    _TABLE = str.maketrans(MAP)

    @staticmethod
    def apply_to(s: Any) -> Any:
        return s.translate(de1337._TABLE)


class abs(map):
    """The absolute value of each number.

    Parameters
    ----------
    numbers_datasource : Datasource
        The numbers.
    name : str, optional
        By default ``abs(<built-in function abs>, <datasource>)``.
    """

    def __init__(self, numbers_datasource: Any, name: str | None = None) -> None:
        super().__init__(builtins.abs, numbers_datasource, name=name)
