"""Columns for observations: which fields there are, and of which type; needs no library of tables.

A field has a type if all of its values have it: bool, int (64 bits), float, str, a list of one of them, or
an object, which has columns of its own. Anything else is JSON text.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from .lines import Observation, ObservationError
from .values import MARK

__all__ = ["CACHE", "Column", "as_json", "find_columns", "marked_number", "plain_number"]

#: The field with the values of features. In it objects are values, which have no columns of their own.
CACHE: Final = "cache"

#: How deep objects have columns, and how many: an object may have other keys in each observation.
MAX_DEPTH: Final = 3
MAX_COLUMNS: Final = 4096

Kind: TypeAlias = Literal["bool", "int", "float", "str", "list", "object", "json"]

_KINDS: Final[dict[type, Kind]] = {bool: "bool", int: "int", float: "float", str: "str", list: "list"}


class Column(NamedTuple):
    """The type of a field; `items` is that of its items, and `children` has the columns of an object.

    A null is None, which all observations have, if `null_is_none`; else the field is not there.
    """

    kind: Kind
    items: Kind | None = None
    children: dict[str, Column] | None = None
    null_is_none: bool = False


@dataclass
class _Finder:
    """Finds the column of a field from its values, one by one."""

    path: tuple[str, ...] = ()
    present: int = 0
    nulls: int = 0
    objects: int = 0
    kinds: set[Kind] = field(default_factory=set)
    item_kinds: set[Kind] = field(default_factory=set)
    children: dict[str, _Finder] = field(default_factory=dict)

    def add(self, value: Any) -> None:
        """Take notice of a value."""
        self.present += 1
        if value is None:
            self.nulls += 1
            return
        value = plain_number(value, self.path)
        kind = self._kind_of(value)
        self.kinds.add(kind)
        if kind == "list":
            self.item_kinds.update(_simple_kind(plain_number(item, self.path)) for item in value)
        elif kind == "object" and "json" not in self.kinds:
            self._add_object(value)

    def _kind_of(self, value: Any) -> Kind:
        if not isinstance(value, dict):
            kind = _simple_kind(value)
            return "list" if isinstance(value, list) else kind
        inner = self.path[:1] == (CACHE,) and len(self.path) > 1
        return "json" if inner or MARK in value or len(self.path) >= MAX_DEPTH else "object"

    def _add_object(self, value: dict[str, Any]) -> None:
        self.objects += 1
        for name, item in value.items():
            child = self.children.get(name)
            if child is None:
                if len(self.children) >= MAX_COLUMNS or not _is_unicode(name):
                    self.kinds.add("json")
                    self.children.clear()
                    return
                child = self.children[name] = _Finder((*self.path, name))
            child.add(item)

    def column(self, count: int) -> Column:
        """Return the column, given the number of objects that could have the field."""
        everywhere = self.present == count
        kind = next(iter(self.kinds)) if len(self.kinds) == 1 else "json" if self.kinds else "str"
        items = next(iter(self.item_kinds)) if len(self.item_kinds) == 1 else "json"
        if (self.nulls and not everywhere) or (kind == "list" and items == "json"):
            kind = "json"
        if kind == "object" and not self.children:
            kind = "json"
        children = None
        if kind == "object":
            children = {name: child.column(self.objects) for name, child in self.children.items()}
        return Column(kind, items if kind == "list" else None, children, bool(self.nulls) and everywhere)

    def observation_columns(self) -> dict[str, Column]:
        """Return the columns of observations, if those were the values; ``rev_id`` is always one."""
        if "json" in self.kinds:
            raise ObservationError(
                f"a table cannot have these fields: there are more than {MAX_COLUMNS:,}, or one has "
                'a lone surrogate or the name "~"; write lines of JSON'
            )
        found = {name: child.column(self.objects) for name, child in self.children.items()}
        return found if "rev_id" in found else {"rev_id": Column("int"), **found}


def _simple_kind(value: Any) -> Kind:
    kind = _KINDS.get(type(value), "json")
    if kind == "int" and not -(2**63) <= value < 2**63:
        return "json"
    if kind == "str" and not _is_unicode(value):
        return "json"
    return "json" if kind == "list" else kind


def _is_unicode(text: str) -> bool:
    """Return whether a text can be UTF-8, which a lone surrogate cannot."""
    try:
        text.encode("utf8")
    except UnicodeEncodeError:
        return False
    return True


def plain_number(value: Any, path: tuple[str, ...]) -> Any:
    """Return the number of a cache that stands for NaN or infinity; any other value is returned as it is.

    Examples
    --------
    >>> plain_number({"~": "float", "value": "-inf"}, ("cache", "feature.x"))
    -inf
    """
    if type(value) is dict and path[:1] == (CACHE,) and value.get(MARK) == "float" and len(value) == 2:
        text = value.get("value")
        if text in ("nan", "inf", "-inf"):
            return float(text)
    return value


def marked_number(value: Any) -> Any:
    """Return a value as the cache of a line of JSON has it; the inverse of `plain_number`."""
    if type(value) is float and not math.isfinite(value):
        return {MARK: "float", "value": repr(value)}
    if type(value) is list:
        return [marked_number(item) for item in value]
    return value


def as_json(value: Any) -> str:
    """Return JSON for a cell; lone surrogates are escapes.

    Examples
    --------
    >>> as_json({"a": ["é", None]})
    '{"a": ["é", null]}'
    """
    text = json.dumps(value, ensure_ascii=False)
    return text if _is_unicode(text) else json.dumps(value)


def find_columns(observations: Iterable[Observation]) -> dict[str, Column]:
    """Return the columns of observations, which have the values of lines of JSON.

    Raises
    ------
    ObservationError
        If the fields cannot be columns.

    Examples
    --------
    >>> columns = find_columns([{"rev_id": 5, "reverted": True}, {"rev_id": 6, "reverted": "no"}])
    >>> [(name, column.kind) for name, column in columns.items()]
    [('rev_id', 'int'), ('reverted', 'json')]
    """
    finder = _Finder()
    for row in observations:
        finder.add(row)
    return finder.observation_columns()
