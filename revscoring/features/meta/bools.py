"""Features that say whether: a string matches, an item stands in a set."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from ..feature import Feature

__all__ = ["Feature", "item_in_set", "regex_match", "set_contains_item", "sets_intersect"]


def as_set(items: Any) -> set[Any]:
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


class regex_match(Feature):
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

    def __init__(self, regex: str | re.Pattern[str], string_datasource: Any, name: str | None = None):
        self.regex = re.compile(regex, re.IGNORECASE) if isinstance(regex, str) else regex
        super().__init__(
            f"regex_match({self.regex.pattern!r}, {string_datasource!r})" if name is None else name,
            returns=bool,
            depends_on=[string_datasource],
        )

    def process(self, s: str) -> bool:
        """Match the string."""
        return self.regex.match(s) is not None


class item_in_set(Feature):
    """Whether a fixed item stands in a collection, where None counts as empty.

    Parameters
    ----------
    item : object
        The item.
    items_datasource : Datasource
        The collection.
    name : str, optional
        By default ``item_in_set(item, <datasource>)``.
    """

    def __init__(self, item: Any, items_datasource: Any, name: str | None = None) -> None:
        self.item = item
        super().__init__(
            f"item_in_set({item!r}, {items_datasource!r})" if name is None else name,
            returns=bool,
            depends_on=[items_datasource],
        )

    def process(self, items: Any) -> bool:
        """Look for the item."""
        return self.item in set(items or ())


class set_contains_item(Feature):
    """Whether an item stands in a fixed set.

    Parameters
    ----------
    items : collection
        The set.
    item_datasource : Datasource
        The item.
    name : str, optional
        By default ``set_contains_item({items}, <datasource>)``, the items of a set in order.
    """

    def __init__(self, items: Collection[Any], item_datasource: Any, name: str | None = None) -> None:
        self.items = as_set(items)
        super().__init__(
            f"set_contains_item({show_set(items)}, {item_datasource!r})" if name is None else name,
            returns=bool,
            depends_on=[item_datasource],
        )

    def process(self, item: Any) -> bool:
        """Look for the item."""
        return item in self.items


class sets_intersect(Feature):
    """Whether a fixed set and a collection share an item, where None counts as empty.

    Parameters
    ----------
    items : collection
        The set.
    items_datasource : Datasource
        The collection.
    name : str, optional
        By default ``sets_intersect({items}, <datasource>)``, the items of a set in order.
    """

    def __init__(self, items: Collection[Any], items_datasource: Any, name: str | None = None) -> None:
        self.items = as_set(items)
        super().__init__(
            f"sets_intersect({show_set(items)}, {items_datasource!r})" if name is None else name,
            returns=bool,
            depends_on=[items_datasource],
        )

    def process(self, items: Any) -> bool:
        """Look for a shared item."""
        return not self.items.isdisjoint(items or ())
