"""Tables of how often items occur, and how they change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, TypeAlias

from ...dependencies import Node
from ._base import MetaDatasource

__all__ = ["delta", "negative", "positive", "prop_delta", "table"]

#: Item → number of occurrences, or its change. (The type of the keys of a mapping is invariant.)
Counts: TypeAlias = Mapping[Any, int]


class table(MetaDatasource):
    """A dict of item → number of occurrences; None counts as an empty list of items."""

    def __init__(self, items_datasource: Node, name: str | None = None) -> None:
        super().__init__(name, [items_datasource], items_datasource)

    def process(self, items: Iterable[Hashable] | None) -> dict[Hashable, int]:
        """Count the items."""
        return dict(Counter(iter(items or ())))


class delta(MetaDatasource):
    """A dict of item → change of its count between two tables, without unchanged items.

    Parameters
    ----------
    old_ft_datasource, new_ft_datasource : Datasource
        The tables; None counts as empty.
    """

    def __init__(self, old_ft_datasource: Node, new_ft_datasource: Node, name: str | None = None) -> None:
        tables = [old_ft_datasource, new_ft_datasource]
        super().__init__(name, tables, *tables)

    def process(self, old_ft: Counts | None, new_tf: Counts | None) -> dict[Hashable, int]:
        """Compare the tables."""
        old, new = old_ft or {}, new_tf or {}
        changes = {item: count - old.get(item, 0) for item, count in new.items()}
        changes.update((item, -count) for item, count in old.items() if item not in new)
        return {item: change for item, change in changes.items() if change}


class prop_delta(MetaDatasource):
    """A dict of item → change relative to its old count.

    A negative change is divided by the old count, so that the removal of all is −1.0. A positive
    change is divided by the old count + 1, so that the insertion of n new items is n.

    Parameters
    ----------
    old_ft_datasource, delta_datasource : Datasource
        The old table and the `delta`.
    """

    def __init__(self, old_ft_datasource: Node, delta_datasource: Node, name: str | None = None) -> None:
        tables = [old_ft_datasource, delta_datasource]
        super().__init__(name, tables, *tables)

    def process(self, old_tf: Counts | None, ft_delta: Counts | None) -> dict[Hashable, float]:
        """Divide the changes."""
        old = old_tf or {}
        return {
            item: change / (old.get(item, 0) + 1 if change > 0 else old[item])
            for item, change in (ft_delta or {}).items()
        }


class positive(MetaDatasource):
    """The entries of a table with a value greater than 0."""

    def __init__(self, table_datasource: Node, name: str | None = None) -> None:
        super().__init__(name, [table_datasource], table_datasource)

    def process(self, table: Mapping[Any, float]) -> dict[Hashable, float]:
        """Select the positive entries."""
        return {item: value for item, value in table.items() if value > 0}


class negative(MetaDatasource):
    """The entries of a table with a value less than 0.

    Parameters
    ----------
    table_datasource : Datasource
        The table.
    absolute : bool
        Make the values absolute. The default name does not show this: give such a datasource a
        `name`.
    """

    def __init__(self, table_datasource: Node, absolute: bool = False, name: str | None = None) -> None:
        super().__init__(name, [table_datasource], table_datasource)
        self.absolute = absolute

    def process(self, table: Mapping[Any, float]) -> dict[Hashable, float]:
        """Select the negative entries."""
        return {item: -value if self.absolute else value for item, value in table.items() if value < 0}
