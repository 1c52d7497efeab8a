"""Groupings as they are asked for: presets, fields, features in ranges, tables, and crossed ones."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import numpy as np

from .groups import Grouping, editor_groups, namespace_groups, year_groups
from .rows import ScoredRow

__all__ = ["PRESETS", "GroupingError", "GroupingPart", "GroupingSpec", "parse_grouping"]

PRESETS: Final = ("editor", "namespace", "year", "wiki")

#: Where one part of a crossed grouping ends: at a comma before the next part.
NEXT_PART: Final = re.compile(rf",\s*(?=(?:{'|'.join(PRESETS)})(?:,|\Z)|field:|feature:|file:)")
EDGES: Final = re.compile(r"(?P<name>.+):(?P<edges>-?[\d.eE+-]+(,-?[\d.eE+-]+)*)\Z")

#: With more different numbers, a feature is divided at its quartiles.
MOST_VALUES: Final = 5


class GroupingError(ValueError):
    """A grouping cannot be understood, or not be found in the rows; the message says why."""


@dataclass(frozen=True)
class GroupingPart:
    """A grouping that is not crossed.

    Attributes
    ----------
    kind : str
        A preset, "field", "feature" or "file".
    name : str
        Of the field, feature or file.
    edges : tuple of float
        Where ranges of a feature begin.
    """

    kind: str
    name: str = ""
    edges: tuple[float, ...] = ()
    table: Mapping[str, str] = field(default_factory=dict)
    key: str = ""

    def groups(self, rows: Sequence[ScoredRow]) -> Grouping:
        """Return the group of each row; None where it is unknown."""
        if self.kind == "editor":
            return editor_groups([row.record for row in rows])
        if self.kind == "namespace":
            return namespace_groups([row.record for row in rows])
        if self.kind == "year":
            return year_groups([row.time for row in rows])
        if self.kind == "wiki":
            return [row.wiki for row in rows]
        if self.kind == "file":
            keys = [row.rev_id if self.key == "rev_id" else row.user for row in rows]
            return [self.table.get(str(key)) for key in keys]
        if self.kind == "field":
            return [_text(row.record.get(self.name)) for row in rows]
        return self._ranges([(row.record.get("cache") or {}).get(self.name) for row in rows])

    def _ranges(self, values: Sequence[Any]) -> Grouping:
        numbers = [float(value) for value in values if _is_number(value)]
        edges = self.edges
        if not edges and len(set(numbers)) > MOST_VALUES:
            edges = tuple(sorted({float(edge) for edge in np.quantile(numbers, [0.25, 0.5, 0.75])}))
        if not edges:
            return [_text(value) for value in values]
        names = [
            f"below {edges[0]:g}",
            *(f"{low:g} to below {high:g}" for low, high in pairwise(edges)),
            f"{edges[-1]:g} or more",
        ]
        return [
            names[int(np.searchsorted(edges, value, "right"))] if _is_number(value) else None
            for value in values
        ]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and value == value


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, Mapping | list):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class GroupingSpec:
    """A grouping as it is asked for: one part, or several that are crossed."""

    name: str
    parts: tuple[GroupingPart, ...]

    @property
    def fields(self) -> list[str]:
        """The fields that rows have to keep for it."""
        return [part.name for part in self.parts if part.kind == "field"]

    @property
    def features(self) -> list[str]:
        """The values that rows have to keep for it."""
        return [part.name for part in self.parts if part.kind == "feature"]

    def groups(self, rows: Sequence[ScoredRow]) -> Grouping:
        """Return the group of each row.

        Raises
        ------
        GroupingError
            If it is unknown for all rows.
        """
        found = [part.groups(rows) for part in self.parts]
        for part, groups in zip(self.parts, found, strict=True):
            if rows and all(group is None for group in groups):
                missing = f"{part.kind}:{part.name}" if part.name else part.kind
                raise GroupingError(f"no edit has what tells its group by {missing}")
        if len(found) == 1:
            return found[0]
        return [
            " × ".join("unknown" if one is None else one for one in each) for each in zip(*found, strict=True)
        ]


def parse_grouping(text: str, read: Any = None) -> GroupingSpec:
    """Read a grouping, such as "editor", "editor,namespace", "field:tag" or "feature:feature.chars:0,100".

    Parameters
    ----------
    text : str
    read : callable, optional
        Returns the lines of a file, for "file:NAME": a table with tabs, whose first line names the columns:
        ``rev_id`` or ``user``, and ``group``.

    Raises
    ------
    GroupingError
        If it is not understood.

    Examples
    --------
    >>> [part.kind for part in parse_grouping("editor,field:tag").parts]
    ['editor', 'field']
    >>> part = parse_grouping("feature:feature.revision.user.in_group({'a', 'b'}):1,2").parts[0]
    >>> part.name, part.edges
    ("feature.revision.user.in_group({'a', 'b'})", (1.0, 2.0))
    """
    return GroupingSpec(text, tuple(_part(part.strip(), read) for part in NEXT_PART.split(text)))


def _part(text: str, read: Any) -> GroupingPart:
    kind, _, name = text.partition(":")
    if text in PRESETS:
        return GroupingPart(text)
    if kind == "field" and name:
        return GroupingPart(kind, name)
    if kind == "feature" and name:
        found = EDGES.match(name)
        if not found:
            return GroupingPart(kind, name)
        try:
            edges = tuple(float(edge) for edge in found["edges"].split(","))
        except ValueError:
            raise GroupingError(f"{text}: the edges after the last colon are no numbers") from None
        if sorted(set(edges)) != list(edges):
            raise GroupingError(f"{text}: the edges have to ascend")
        return GroupingPart(kind, found["name"], edges)
    if kind == "file" and name and read is not None:
        return _table(name, read(name))
    raise GroupingError(
        f"{text!r} is no grouping: give {', '.join(PRESETS)}, field:NAME, feature:NAME, "
        "feature:NAME:EDGE,EDGE or file:TABLE, or several with commas between them"
    )


def _table(name: str, lines: Iterable[str]) -> GroupingPart:
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    columns = set(rows.fieldnames or ())
    key = "rev_id" if "rev_id" in columns else "user"
    if not {key, "group"} <= columns:
        raise GroupingError(
            f"{name}, line 1: name the columns, with tabs between them: rev_id or user, and group"
        )
    table = {str(row[key]): str(row["group"]) for row in rows if row[key] and row["group"]}
    return GroupingPart("file", name, table=table, key=key)
