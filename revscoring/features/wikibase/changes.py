"""What changed between two entities: plain functions of `mwbase.Entity` objects.

Some of the values that models were trained on are not what their names say. They are kept; the
functions with ``fixed`` in their names say what is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from .parts import Claim, Entity, Statement
from .util import DictDiff

Kind = Literal["references", "qualifiers"]
#: The old and the new form of a statement.
Pair = tuple[Statement, Statement]


def _statements(entity: Entity, pids: Iterable[str]) -> list[Statement]:
    properties = entity["properties"]
    return [statement for pid in pids for statement in properties[pid]]


def _lacking(entity: Entity, pids: Iterable[str], other: Entity) -> list[Statement]:
    """List the statements of the given properties whose ids another entity does not have there."""
    found: list[Statement] = []
    for pid in pids:
        known = {statement["id"] for statement in other["properties"][pid]}
        found.extend(s for s in entity["properties"][pid] if s["id"] not in known)
    return found


def statements_added(diff: DictDiff, old: Entity, new: Entity) -> list[Statement]:
    """List all statements of added properties, and the new statements of changed ones."""
    return _statements(new, diff.added) + _lacking(new, diff.changed, old)


def statements_removed(diff: DictDiff, old: Entity, new: Entity) -> list[Statement]:
    """List all statements of removed properties.

    The statements that were removed from a property that stays are missed, as they always were.
    """
    return _statements(old, diff.removed)


def statements_removed_fixed(diff: DictDiff, old: Entity, new: Entity) -> list[Statement]:
    """List all statements of removed properties, and those removed from changed ones."""
    return _statements(old, diff.removed) + _lacking(old, diff.changed, new)


def statements_changed(diff: DictDiff, old: Entity, new: Entity) -> list[Pair]:
    """List the statements of changed properties that differ, as pairs of (old, new).

    Of several old statements with one id, the last counts; a new statement that equals any old
    one of its property has not changed.
    """
    pairs: list[Pair] = []
    for pid in diff.changed:
        statements = old["properties"][pid]
        known = {statement["id"]: statement for statement in statements}
        for statement in new["properties"][pid]:
            if statement["id"] in known and statement not in statements:
                pairs.append((known[statement["id"]], statement))
    return pairs


def _snaks(statement: Statement, kind: Kind) -> list[Claim]:
    return [snak for snaks in statement[kind].values() for snak in snaks]


def _only_first(pairs: Iterable[Pair], kind: Kind) -> list[Claim]:
    """List the snaks of the first statement of each pair whose hashes the second lacks."""
    found: list[Claim] = []
    for first, second in pairs:
        known = {snak["hash"] for snak in _snaks(second, kind)}
        found.extend(snak for snak in _snaks(first, kind) if snak["hash"] not in known)
    return found


def sources_added(changed: Iterable[Pair]) -> list[Claim]:
    """List the snaks of references that changed statements have got."""
    return _only_first(((new, old) for old, new in changed), "references")


def sources_removed(changed: Iterable[Pair]) -> list[Claim]:
    """List the snaks of references that changed statements have lost."""
    return _only_first(changed, "references")


def qualifiers_added(changed: Iterable[Pair]) -> list[Claim]:
    """List nothing: qualifiers that were added were never counted."""
    return []


def qualifiers_added_fixed(changed: Iterable[Pair]) -> list[Claim]:
    """List the qualifiers that changed statements have got."""
    return _only_first(((new, old) for old, new in changed), "qualifiers")


def qualifiers_removed(changed: Iterable[Pair]) -> list[Claim]:
    """List the qualifiers that changed statements have lost."""
    return _only_first(changed, "qualifiers")


def _count_old(changed: Iterable[Pair], holds: Callable[[Claim], bool]) -> int:
    return sum(1 for old, _ in changed if holds(old["claim"]))


def _is_string(claim: Claim) -> bool:
    value = claim["datavalue"]
    return value is not None and bool(value["type"] == "string")


def _is_identifier(claim: Claim) -> bool:
    return claim["datatype"] == "external-id"


def identifiers_changed(changed: Iterable[Pair]) -> int:
    """Count the changed statements whose old value is a string, identifier or not."""
    return _count_old(changed, _is_string)


def identifiers_changed_fixed(changed: Iterable[Pair]) -> int:
    """Count the changed statements whose old claim is of the datatype external identifier."""
    return _count_old(changed, _is_identifier)
