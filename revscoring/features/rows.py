"""Rows: the nodes of a set, each declared once, as an attribute of the set's class.

The name of a row is written in full, as the name of the attribute. In the class, the attribute is the row;
in an instance it is the node that the row makes, with the description of the row as its ``__doc__``.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

from ..datasources import Datasource
from ..datasources.meta import dicts, filters, mappers
from ..dependencies import Dependent, DependentSet
from .feature import Feature
from .meta import aggregators

__all__ = [
    "FeatureSet",
    "Row",
    "RowSet",
    "change",
    "computed",
    "count",
    "gain",
    "length",
    "longest",
    "loss",
]

N = TypeVar("N", bound=Dependent)
C = TypeVar("C", bound="Row[Any]")


class Row(Generic[N]):
    """A node of a set.

    Parameters
    ----------
    make : callable
        Makes the node from the set and the name of the node, ``<prefix>.<name>``.
    doc : str
        What the node is, in words. ``{}`` stands for the `noun` of the set.
    unit : str
        What the value is counted in.
    name : str
        The end of the name of the node, if that is not the name of the attribute.
    is_member : bool
        Whether the set contains the node.
    """

    def __init__(
        self,
        make: Callable[[Any, str], N],
        doc: str = "",
        unit: str = "",
        *,
        name: str = "",
        is_member: bool = True,
    ) -> None:
        self.make = make
        self.__doc__ = doc
        self.unit = unit
        self.name = name
        self.is_member = is_member

    def __set_name__(self, owner: type, attribute: str) -> None:
        self.attribute = attribute
        self.name = self.name or attribute

    @overload
    def __get__(self: C, owner: None, kind: type) -> C: ...
    @overload
    def __get__(self, owner: object, kind: type) -> N: ...
    def __get__(self: C, owner: Any, kind: type) -> Any:
        if owner is None:
            return self
        raise AttributeError(f"{owner} has no {self.attribute!r} yet: rows are made in their order.")

    def of(self, owner: Any) -> N:
        """Return the node that this row has made in a set."""
        node: N = getattr(owner, self.attribute)
        return node


class RowSet(DependentSet):
    """A set whose nodes are rows of its class.

    Parameters
    ----------
    name : str
        The prefix of the names.

    Attributes
    ----------
    prefix : str
        The same.
    noun : str
        What the set is about, for descriptions.
    when : str
        How descriptions end, such as " before the edit".
    is_evidence : bool
        Whether the datasources explain features; see `Datasource.is_evidence`.
    """

    noun = ""
    when = ""
    is_evidence = False
    #: The rows of the class, those of base classes first.
    rows: tuple[Row[Any], ...] = ()

    def __init_subclass__(cls) -> None:
        inherited = {
            row.attribute: row for base in reversed(cls.__mro__[1:]) for row in getattr(base, "rows", ())
        }
        own = {name: row for name, row in vars(cls).items() if isinstance(row, Row)}
        cls.rows = tuple({**inherited, **own}.values())

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.prefix = name

    def make_rows(self) -> None:
        """Make the nodes of all rows."""
        for row in self.rows:
            node = row.make(self, f"{self.prefix}.{row.name}")
            if row.__doc__:
                node.__doc__ = row.__doc__.format(self.noun) + self.when
            if isinstance(node, Feature):
                node.unit = row.unit
            elif self.is_evidence:
                node.is_evidence = True
            if row.is_member:
                setattr(self, row.attribute, node)
            else:
                vars(self)[row.attribute] = node


class FeatureSet(RowSet):
    """A set of features, which are made from `datasources`.

    Parameters
    ----------
    name : str
        The prefix of the names.
    datasources : DependentSet
        What the features are made from, also kept as `datasources`.
    noun, when : str
        See `RowSet`.
    """

    def __init__(self, name: str, datasources: Any, noun: str = "", when: str = "") -> None:
        super().__init__(name)
        self.noun, self.when = noun, when
        self.datasources = datasources
        self._values: dict[str, Datasource] = {}
        self.make_rows()

    def values_of(self, table: Datasource) -> Datasource:
        """Return the datasource of the values of a table, which several features share."""
        if table.name not in self._values:
            self._values[table.name] = dicts.values(table)
        return self._values[table.name]


class RevisionFeatures(FeatureSet):
    """A set of features of a revision, with those of its `parent` and `diff` if the datasources have them."""

    diff_type: type[FeatureSet]

    def __init__(self, name: str, datasources: Any, noun: str = "", when: str = "") -> None:
        super().__init__(name, datasources, noun, when)
        if hasattr(datasources, "parent"):
            self.parent = type(self)(f"{name}.parent", datasources.parent, noun, " before the edit")
        if hasattr(datasources, "diff"):
            self.diff = self.diff_type(f"{name}.diff", datasources.diff, noun)


def computed(process: Callable[..., object], *inputs: Row[Any], name: str = "") -> Row[Datasource]:
    """A datasource that a function computes from other rows of the set."""

    def make(owner: RowSet, name: str) -> Datasource:
        return Datasource(name, process, depends_on=[row.of(owner) for row in inputs])

    return Row(make, name=name)


def count(
    items: Row[Datasource], doc: str, unit: str = "count", *, named: bool = False, is_member: bool = True
) -> Row[Feature]:
    """The number of items, with a default name unless it is `named` after the row."""

    def make(owner: FeatureSet, name: str) -> Feature:
        return aggregators.len(items.of(owner.datasources), name if named else None)

    return Row(make, doc, unit, is_member=is_member)


def length(items: Row[Datasource], doc: str, *, name: str = "") -> Row[Feature]:
    """The number of characters in all items."""

    def make(owner: FeatureSet, name: str) -> Feature:
        return aggregators.sum(mappers.map(builtins.len, items.of(owner.datasources)), name, int)

    return Row(make, doc, "characters", name=name)


def longest(items: Row[Datasource], doc: str, returns: type = int, *, named: bool = False) -> Row[Feature]:
    """The length of the longest item, with a default name unless it is `named` after the row."""

    def make(owner: FeatureSet, name: str) -> Feature:
        lengths = mappers.map(builtins.len, items.of(owner.datasources))
        return aggregators.max(lengths, name if named else None, returns)

    return Row(make, doc, "characters")


def _sum(
    table: Row[Datasource], keep: Callable[..., Datasource] | None, doc: str, returns: type
) -> Row[Feature]:
    def make(owner: FeatureSet, name: str) -> Feature:
        values = owner.values_of(table.of(owner.datasources))
        return aggregators.sum(values if keep is None else keep(values), name, returns)

    return Row(make, doc, table.unit)


def change(table: Row[Datasource], doc: str, returns: type = float) -> Row[Feature]:
    """The sum of the changes in a table of changes."""
    return _sum(table, None, doc, returns)


def gain(table: Row[Datasource], doc: str, returns: type = float) -> Row[Feature]:
    """The sum of the positive changes in a table of changes."""
    return _sum(table, filters.positive, doc, returns)


def loss(table: Row[Datasource], doc: str, returns: type = float) -> Row[Feature]:
    """The sum of the negative changes in a table of changes; it is never positive."""
    return _sum(table, filters.negative, doc, returns)
