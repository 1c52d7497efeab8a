"""Items for which a condition holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from ...dependencies import Node
from ...text.matching import match_test
from ._base import MetaDatasource

__all__ = ["filter", "negative", "not_none", "positive", "regex_matching"]


class filter(MetaDatasource):
    """The items for which a predicate holds.

    Parameters
    ----------
    include : callable
        The predicate of one item: a module-level function or a callable object, so that it
        pickles.
    items_datasource : Datasource
        The items; None is an error.
    inverse : bool
        Take the items for which the predicate does not hold.
    """

    include: Callable[[Any], object]
    inverse = False

    def __init__(
        self,
        include: Callable[[Any], object],
        items_datasource: Node,
        inverse: bool = False,
        name: str | None = None,
    ) -> None:
        super().__init__(name, [items_datasource], include, items_datasource, inverse)
        self.include = include
        self.inverse = inverse

    def process(self, items: Iterable[Any]) -> list[Any]:
        """Select the items."""
        if self.inverse:
            return [item for item in items if not self.include(item)]
        return [item for item in items if self.include(item)]


class regex_matching(filter):
    """The strings whose beginning matches a pattern.

    Parameters
    ----------
    regex : str or re.Pattern
        A string is compiled to ignore case.
    strs_datasource : Datasource
        The strings.
    """

    def __init__(self, regex: str | re.Pattern[str], strs_datasource: Node, name: str | None = None) -> None:
        self.regex = re.compile(regex, re.IGNORECASE) if isinstance(regex, str) else regex
        self.include = match_test(self.regex)
        MetaDatasource.__init__(self, name, [strs_datasource], self.regex.pattern, strs_datasource)


class positive(filter):
    """The numbers greater than 0."""

    def __init__(self, numbers_datasource: Node, name: str | None = None) -> None:
        MetaDatasource.__init__(self, name, [numbers_datasource], numbers_datasource)

    @staticmethod
    def include(v: float) -> bool:
        """Return whether an item is included."""
        return v > 0


class negative(filter):
    """The numbers less than 0."""

    def __init__(self, numbers_datasource: Node, name: str | None = None) -> None:
        MetaDatasource.__init__(self, name, [numbers_datasource], numbers_datasource)

    @staticmethod
    def include(v: float) -> bool:
        """Return whether an item is included."""
        return v < 0


class not_none(filter):
    """The items that are not None."""

    def __init__(self, items_datasource: Node, name: str | None = None) -> None:
        MetaDatasource.__init__(self, name, [items_datasource], items_datasource)

    @staticmethod
    def include(v: object) -> bool:
        """Return whether an item is included."""
        return v is not None
