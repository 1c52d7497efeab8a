"""Features that are true or false: whether a string matches, or a set contains an item."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from ...dependencies import Dependent
from ..feature import Feature

__all__ = ["Feature", "item_in_set", "regex_match", "set_contains_item", "sets_intersect"]


def as_set(items: Iterable[Any]) -> set[Any]:
    """Return items as a set.

    Raises
    ------
    TypeError
        If a string is given, which would be a set of its letters.
    """
    if isinstance(items, str):
        raise TypeError(f"Give a collection of items instead of the string {items!r}: {{{items!r}}}.")
    return set(items)


def show_set(items: Collection[Any]) -> str:
    """Return the repr of a collection, of a set with its items in a stable order.

    Examples
    --------
    >>> show_set({"b", "a"}), show_set(["b", "a"])
    ("{'a', 'b'}", "['b', 'a']")
    """
    if not isinstance(items, set | frozenset) or not items:
        return repr(items)
    shown = ", ".join(sorted(map(repr, items)))
    return f"{{{shown}}}" if isinstance(items, set) else f"frozenset({{{shown}}})"


class _Test(Feature):
    """Base of the features that test the value of a datasource; `shown` is the rest of the default name."""

    def __init__(self, shown: str, datasource: Dependent, name: str | None) -> None:
        name = f"{type(self).__name__}({shown}, {datasource!r})" if name is None else name
        super().__init__(name, returns=bool, depends_on=[datasource])


class regex_match(_Test):
    """Whether the beginning of a string matches.

    Parameters
    ----------
    regex : str or re.Pattern
        A string is compiled to ignore case.
    string_datasource : Datasource
        The string; None is an error.
    name : str, optional
        By default ``regex_match('pattern', <datasource>)``.
    """

    def __init__(
        self, regex: str | re.Pattern[str], string_datasource: Dependent, name: str | None = None
    ) -> None:
        self.regex = re.compile(regex, re.IGNORECASE) if isinstance(regex, str) else regex
        super().__init__(repr(self.regex.pattern), string_datasource, name)

    def process(self, s: str) -> bool:
        """Match the string."""
        return self.regex.match(s) is not None


class item_in_set(_Test):
    """Whether a collection contains a fixed item; None counts as empty.

    The default name is ``item_in_set(item, <datasource>)``.
    """

    def __init__(self, item: object, items_datasource: Dependent, name: str | None = None) -> None:
        self.item = item
        super().__init__(repr(item), items_datasource, name)

    def process(self, items: Iterable[object] | None) -> bool:
        """Look for the item."""
        return self.item in set(items or ())


class set_contains_item(_Test):
    """Whether a fixed set contains an item.

    Parameters
    ----------
    items : collection
        The set.
    item_datasource : Datasource
        The item.
    name : str, optional
        By default ``set_contains_item({items}, <datasource>)``, the items of a set in order.
    """

    def __init__(self, items: Collection[Any], item_datasource: Dependent, name: str | None = None) -> None:
        self.items = as_set(items)
        super().__init__(show_set(items), item_datasource, name)

    def process(self, item: object) -> bool:
        """Look for the item."""
        return item in self.items


class sets_intersect(_Test):
    """Whether a fixed set and a collection share an item; None counts as empty.

    Takes the parameters of `set_contains_item`, but the datasource of a collection.
    """

    def __init__(self, items: Collection[Any], items_datasource: Dependent, name: str | None = None) -> None:
        self.items = as_set(items)
        super().__init__(show_set(items), items_datasource, name)

    def process(self, items: Iterable[object] | None) -> bool:
        """Look for a shared item."""
        return not self.items.isdisjoint(items or ())
