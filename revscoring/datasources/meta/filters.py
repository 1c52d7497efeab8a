"""Items for which something holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from ...text.matching import match_test
from ..datasource import Datasource

__all__ = ["Datasource", "filter", "negative", "not_none", "positive", "regex_matching"]


class filter(Datasource):
    """The items for which a predicate holds.

    Parameters
    ----------
    include : callable
        The predicate of one item; a module-level function or a callable object, so that it
        pickles.
    items_datasource : Datasource
        The items; None is an error.
    inverse : bool
        Take the items for which it does not hold.
    name : str, optional
        By default ``filter(include, <items>, inverse)``.
    """

    def __init__(
        self,
        include: Callable[[Any], Any],
        items_datasource: Any,
        inverse: bool = False,
        name: str | None = None,
    ) -> None:
        super().__init__(
            f"{type(self).__name__}({include!r}, {items_datasource!r}, {inverse!r})"
            if name is None
            else name,
            depends_on=[items_datasource],
        )
        self.include = include
        self.inverse = inverse

    def process(self, items: Iterable[Any]) -> list[Any]:
        """Keep some of the items."""
        if self.inverse:
            return [item for item in items if not self.include(item)]
        return [item for item in items if self.include(item)]


class regex_matching(filter):
    """The strings whose beginning matches.

    Parameters
    ----------
    regex : str or re.Pattern
        A string is compiled to ignore case.
    strs_datasource : Datasource
        The strings.
    name : str, optional
        By default ``regex_matching('pattern', <datasource>)``.
    """

    def __init__(self, regex: str | re.Pattern[str], strs_datasource: Any, name: str | None = None) -> None:
        self.regex = re.compile(regex, re.IGNORECASE) if isinstance(regex, str) else regex
        if name is None:
            name = f"regex_matching({self.regex.pattern!r}, {strs_datasource!r})"
        super().__init__(match_test(self.regex), strs_datasource, name=name)


class _compared(filter):
    """Base of the filters that are named after their class and datasource alone."""

    def __init__(self, items_datasource: Any, name: str | None = None) -> None:
        if name is None:
            name = f"{type(self).__name__}({items_datasource!r})"
        super().__init__(type(self).holds, items_datasource, name=name)

    @staticmethod
    def holds(v: Any) -> bool:
        """Say whether to keep an item."""
        raise NotImplementedError


class positive(_compared):
    """The numbers greater than 0.

    Parameters
    ----------
    numbers_datasource : Datasource
        The numbers.
    name : str, optional
        By default ``positive(<datasource>)``.
    """

    def __init__(self, numbers_datasource: Any, name: str | None = None) -> None:
        super().__init__(numbers_datasource, name)

    @staticmethod
    def holds(v: Any) -> bool:
        return bool(v > 0)


class negative(_compared):
    """The numbers less than 0.

    Parameters
    ----------
    numbers_datasource : Datasource
        The numbers.
    name : str, optional
        By default ``negative(<datasource>)``.
    """

    def __init__(self, numbers_datasource: Any, name: str | None = None) -> None:
        super().__init__(numbers_datasource, name)

    @staticmethod
    def holds(v: Any) -> bool:
        return bool(v < 0)


class not_none(_compared):
    """The items that are not None.

    Parameters
    ----------
    items_datasource : Datasource
        The items.
    name : str, optional
        By default ``not_none(<datasource>)``.
    """

    @staticmethod
    def holds(v: Any) -> bool:
        return v is not None
