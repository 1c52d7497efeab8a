"""Entities, read once per text, that share what an edit did not change.

The values are those of `mwbase.Entity`. If an entity is an edit of one that was read recently, its
statements and maps with the same JSON are reused, with all that was counted in them.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from ...dependencies import Intermediate, Shortcut
from ...errors import CaughtDependencyError
from ...text.cache import TextCache
from ...text.results import DerivedResults, Results
from . import changes, parts
from .mentions import Mentions, proportion_added
from .util import DictDiff, diff_dicts

#: How many of the entities read last are tried as a base.
_RECENT = 4
#: The parts of an entity besides its statements.
_MAPS = ("title", "labels", "descriptions", "aliases", "sitelinks")


class _Part(Results):
    """A part of an entity: its JSON, its value, and what was counted in it so far."""

    __slots__ = ("raw", "value")

    def __init__(self, raw: Any, value: Any) -> None:
        super().__init__()
        self.raw = raw
        self.value = value

    def mentions(self, count: Callable[[Any], Mentions]) -> Mentions:
        """Return the mentions in this part."""
        return self.memo(count, lambda: count(self.value))

    def rows(self, name: str, pid: str) -> list[parts.Row]:
        """Return the rows of this part, which is a statement."""
        return self.memo(name, lambda: list(parts.ROWS[name](pid, self.value)))


class EntityReading(DerivedResults):
    """An entity, its parts, and what was counted in it so far; made by `read`.

    Attributes
    ----------
    entity : mwbase.Entity
        The entity. It shares parts with other entities: do not change it.
    """

    def __init__(self, text: Any, recent: list[EntityReading]) -> None:
        super().__init__()
        self.document, self.strict = _parse(text)
        self.maps: dict[str, _Part] = {}
        self.statements: dict[str, list[_Part]] = {}
        base = next((r for r in recent if self._is_edit_of(r)), None)
        try:
            self.entity = self._read(base)
            self.set_base(base)
        except Exception:
            self.entity = parts.parse_entity(self.document)  # raises what is wrong with it
            self._split()

    def _is_edit_of(self, base: EntityReading) -> bool:
        ours, theirs = self.document, base.document
        return (
            not (self.strict or base.strict)
            and isinstance(ours, dict)
            and isinstance(theirs, dict)
            and ours.get("id") == theirs.get("id")
        )

    def _read(self, base: EntityReading | None) -> Any:
        document = {} if self.document is None else self.document
        entity: Any = parts.parse_entity({**document, "claims": None})
        entity["properties"] = {}
        for name in _MAPS:
            known = base.maps[name] if base is not None else None
            raw = document.get(name)
            same = known is not None and known.raw == raw
            self.maps[name] = known if same and known is not None else _Part(raw, entity[name])
            entity[name] = self.maps[name].value
        for pid, raws in (document.get("claims") or {}).items():
            known_parts = base.statements.get(pid, []) if base is not None else []
            found = self.statements[pid] = list(_read_statements(raws, known_parts))
            entity["properties"][pid] = [part.value for part in found]
        self.maps["pids"] = _Part(None, list(self.statements))
        return entity

    def _split(self) -> None:
        """Make parts of an entity that was not read from a JSON object."""
        self.maps = {name: _Part(None, self.entity[name]) for name in _MAPS}
        self.statements = {
            pid: [_Part(None, statement) for statement in statements]
            for pid, statements in self.entity["properties"].items()
        }
        self.maps["pids"] = _Part(None, list(self.statements))
        self.strict = True

    def _parts(self) -> dict[int, _Part]:
        """Return all parts by their identity."""
        found = {id(part): part for part in self.maps.values()}
        for statements in self.statements.values():
            for part in statements:
                found[id(part)] = part
        return found

    def _size(self) -> int:
        return len(self.maps) + sum(map(len, self.statements.values()))

    def map(self, name: str) -> dict[str, Any]:
        """Return one of the dicts of the entity that are compared; see `parts.MAPS`."""
        return self.memo(name, lambda: parts.MAPS[name](self.entity))

    def number(self, name: str) -> int:
        """Return the number of the parts of one name."""
        if name in parts.MAPS:
            return len(self.map(name))
        return self.memo(name, lambda: len(self._rows(name)))

    def _rows(self, name: str) -> set[parts.Row]:
        rows: set[parts.Row] = set()
        for pid, statements in self.statements.items():
            for part in statements:
                rows.update(part.rows(name, pid))
        return rows

    def has_property(self, pid: str) -> bool:
        """Tell whether the entity has a property."""
        return pid in self.entity["properties"]

    def has_property_value(self, pid: str, value: Any) -> bool:
        """Tell whether some statement of a property has a value, compared as a string."""
        return parts.has_property_value(pid, value, self.entity)

    def mentions(self, count: Callable[[Any], Mentions]) -> Mentions:
        """Return the numbers of mentions in the JSON of the entity."""

        def update(known: Mentions) -> Mentions | None:
            change = None if self.base is None else self._change_from(self.base)
            if change is None:
                return None
            less, more = ([part.mentions(count) for part in some] for some in change)
            return Mentions(
                *[n + sum(s[i] for s in more) - sum(s[i] for s in less) for i, n in enumerate(known)]
            )

        return self.derive(count, lambda: count(self.entity), update)

    def _change_from(self, base: EntityReading) -> tuple[list[_Part], list[_Part]] | None:
        """Return the parts that another entity has on top of this one, and the reverse.

        None where a part stands in one entity twice.
        """
        ours, theirs = self._parts(), base._parts()
        if len(ours) != self._size() or len(theirs) != base._size():
            return None
        removed = [part for key, part in theirs.items() if key not in ours]
        added = [part for key, part in ours.items() if key not in theirs]
        return removed, added


def _parse(text: Any) -> tuple[Any, bool]:
    """Parse JSON, and tell whether equal values in it may look different, as 2 and 2.0 do."""
    if not isinstance(text, str):
        return parts.parse_document(text), True
    whole: list[float] = []

    def parse_float(number: str) -> float:
        value = float(number)
        if value.is_integer():
            whole.append(value)
        return value

    try:
        document = json.loads(text, parse_float=parse_float)
    except ValueError:
        document = parts.parse_document(text)  # raises what is wrong with it
    return document, bool(whole) or "true" in text or "false" in text


def _read_statements(raws: Any, known_parts: list[_Part]) -> Iterator[_Part]:
    from mwbase import Statement

    if len(raws) == len(known_parts) and raws == [part.raw for part in known_parts]:
        yield from known_parts
        return
    known = {str(part.raw.get("id")): part for part in known_parts}
    for raw in raws:
        part = known.get(str(raw.get("id")))
        yield part if part is not None and part.raw == raw else _Part(raw, Statement.from_json(raw))


#: Text → the entity in it, for the texts used last in this process.
_READINGS: TextCache[EntityReading] = TextCache(
    lambda text: EntityReading(text, _READINGS.recent(_RECENT)), factor=10
)
_NOTHING: list[EntityReading] = []


def read(text: Any) -> EntityReading:
    """Read the entity in a text.

    Examples
    --------
    >>> read('{"labels": {"en": {"language": "en", "value": "Foo"}}}').number("labels")
    1
    """
    if isinstance(text, str):
        return _READINGS[text]
    if text is not None:
        return EntityReading(text, [])
    if not _NOTHING:
        _NOTHING.append(EntityReading(None, []))
    return _NOTHING[0]


class EntityChange(Results):
    """What changed between two entities, computed on demand."""

    def __init__(self, old: EntityReading, new: EntityReading) -> None:
        super().__init__()
        self.old = old
        self.new = new

    def diff(self, name: str) -> DictDiff:
        """Return the difference of one of the dicts of `parts.MAPS`."""
        return self.memo(name, lambda: diff_dicts(self.old.map(name), self.new.map(name)))

    def keys(self, name: str, field: str) -> int:
        """Return the number of the keys in a field of the difference of one of the dicts."""
        return len(getattr(self.diff(name), field))

    def statements(self, process: Callable[..., list[Any]]) -> list[Any]:
        """Return the statements that a function of `changes` lists."""
        return self.memo(process, lambda: process(self.diff("properties"), self.old.entity, self.new.entity))

    def number_of_statements(self, process: Callable[..., list[Any]]) -> int:
        """Return the number of the statements that a function of `changes` lists."""
        return len(self.statements(process))

    def number_of_changed(self, process: Callable[..., Any]) -> int:
        """Return what a function of `changes` counts, or how many it lists, of the changed statements."""
        found = process(self.statements(changes.statements_changed))
        return found if isinstance(found, int) else len(found)

    def property_changed(self, pid: str) -> bool:
        """Tell whether both entities have a property, with different statements."""
        return pid in self.diff("properties").changed

    def proportion(self, what: str, count: Callable[[Any], Mentions]) -> float:
        """Return the growth of the number of the mentions of one kind, in proportion."""
        old, new = self.old.mentions(count), self.new.mentions(count)
        return proportion_added(getattr(old, what), getattr(new, what))


class _Read:
    """The process of the node that reads an entity; its errors name the declared nodes."""

    def __init__(self, document_node: str, entity_node: str) -> None:
        self.document_node = document_node
        self.entity_node = entity_node

    def __call__(self, text: Any) -> EntityReading:
        try:
            return read(text)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
            node = self.entity_node
            try:
                parts.parse_document(text)
            except Exception:
                node = self.document_node
            raise CaughtDependencyError(
                f"Failed to process {node}: {error}",
                error,
                traceback.extract_tb(error.__traceback__),
                traceback.format_exc(),
            ) from error


def reading_of(name: str, text: Any) -> Intermediate:
    """Make the node that reads the entity in a text, in place of the datasources with the prefix `name`."""
    process = _Read(f"datasource.{name}.entity_doc", f"datasource.{name}.entity")
    return Intermediate(f"{name}.reading", process, depends_on=[text])


def change_of(name: str, old: Intermediate, new: Intermediate) -> Intermediate:
    """Make the node that compares two entities that were read."""
    return Intermediate(f"{name}.change", EntityChange, depends_on=[old, new])


class measure:
    """A picklable call of a method of an `EntityReading` or `EntityChange`."""

    def __init__(self, method: str, *arguments: Any) -> None:
        self.method = method
        self.arguments = arguments

    def __call__(self, reading: Any) -> Any:
        return getattr(reading, self.method)(*self.arguments)

    def of(self, source: Intermediate) -> Shortcut:
        """Make the shortcut that calls it on the value of a node."""
        return Shortcut(self, (source,))
