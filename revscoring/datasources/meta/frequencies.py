"""Tables of how often items occur, and how they change."""

from __future__ import annotations

import builtins
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ..datasource import Datasource

__all__ = ["Datasource", "delta", "negative", "positive", "prop_delta", "table"]


class table(Datasource):
    """A dict of item → number of occurrences.

    Parameters
    ----------
    items_datasource : Datasource
        The items.
    name : str, optional
        By default ``table(<items>)``.
    """

    def __init__(self, items_datasource: Any, name: str | None = None) -> None:
        super().__init__(
            f"table({items_datasource!r})" if name is None else name, depends_on=[items_datasource]
        )

    def process(self, items: Iterable[Any] | None) -> dict[Any, int]:
        """Count the items; None counts as empty."""
        return dict(Counter(iter(items or ())))


class delta(Datasource):
    """A dict of item → change of its count between two tables; unchanged items are left out.

    Parameters
    ----------
    old_ft_datasource, new_ft_datasource : Datasource
        The tables; None counts as empty.
    name : str, optional
        By default ``delta(<old>, <new>)``.
    """

    def __init__(self, old_ft_datasource: Any, new_ft_datasource: Any, name: str | None = None) -> None:
        super().__init__(
            f"delta({old_ft_datasource!r}, {new_ft_datasource!r})" if name is None else name,
            depends_on=[old_ft_datasource, new_ft_datasource],
        )

    def process(self, old_ft: Mapping[Any, int] | None, new_tf: Mapping[Any, int] | None) -> dict[Any, int]:
        """Compare the tables."""
        old, new = old_ft or {}, new_tf or {}
        changes = {}
        for item, count in new.items():
            change = count - old.get(item, 0)
            if change:
                changes[item] = change
        for item, count in old.items():
            if item not in new and count:
                changes[item] = -count
        return changes


class prop_delta(Datasource):
    """A dict of item → change relative to its old count.

    A negative change is divided by the old count (so removing all is −1.0), a positive one by
    the old count + 1 (so inserting n of something new is n).

    Parameters
    ----------
    old_ft_datasource, delta_datasource : Datasource
        The old table and the `delta`.
    name : str, optional
        By default ``prop_delta(<old>, <delta>)``.
    """

    def __init__(self, old_ft_datasource: Any, delta_datasource: Any, name: str | None = None) -> None:
        super().__init__(
            f"prop_delta({old_ft_datasource!r}, {delta_datasource!r})" if name is None else name,
            depends_on=[old_ft_datasource, delta_datasource],
        )

    def process(
        self, old_tf: Mapping[Any, int] | None, ft_delta: Mapping[Any, int] | None
    ) -> dict[Any, float]:
        """Put the changes in proportion."""
        old = old_tf or {}
        return {
            item: change / (old.get(item, 0) + 1 if change > 0 else old[item])
            for item, change in (ft_delta or {}).items()
        }


class positive(Datasource):
    """The entries of a table with a value greater than 0.

    Parameters
    ----------
    table_datasource : Datasource
        The table.
    name : str, optional
        By default ``positive(<table>)``.
    """

    def __init__(self, table_datasource: Any, name: str | None = None) -> None:
        super().__init__(
            f"positive({table_datasource!r})" if name is None else name, depends_on=[table_datasource]
        )

    def process(self, table: Mapping[Any, Any]) -> dict[Any, Any]:
        """Keep the positive entries."""
        return {item: value for item, value in table.items() if value > 0}


class negative(Datasource):
    """The entries of a table with a value less than 0.

    Parameters
    ----------
    table_datasource : Datasource
        The table.
    absolute : bool
        Make the values absolute. The default name does not tell: give one of your own.
    name : str, optional
        By default ``negative(<table>)``.
    """

    def __init__(self, table_datasource: Any, absolute: bool = False, name: str | None = None) -> None:
        super().__init__(
            f"negative({table_datasource!r})" if name is None else name, depends_on=[table_datasource]
        )
        self.absolute = absolute

    def process(self, table: Mapping[Any, Any]) -> dict[Any, Any]:
        """Keep the negative entries."""
        change = builtins.abs if self.absolute else lambda value: value
        return {item: change(value) for item, value in table.items() if value < 0}
