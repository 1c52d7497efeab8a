"""The parts of an entity that are counted: plain functions of `mwbase.Entity` objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any, TypedDict

from ...errors import UnexpectedContentType


class Claim(TypedDict):
    """A property with a value, in a statement, a reference or a qualifier."""

    datavalue: Any
    datatype: str
    hash: str


class Statement(TypedDict):
    """A claim with its references and qualifiers, by property."""

    id: str
    claim: Claim
    references: dict[str, list[Claim]]
    qualifiers: dict[str, list[Claim]]


class Entity(TypedDict):
    """What is used of a `mwbase.Entity`."""

    labels: dict[str, str]
    descriptions: dict[str, str]
    aliases: dict[str, list[str]]
    sitelinks: dict[str, dict[str, Any]]
    properties: dict[str, list[Statement]]


#: A counted fact about a statement, beginning with its property and its value as a string.
Row = tuple[Any, ...]


def parse_document(text: Any) -> Any:
    """Parse the JSON of an entity; None stays None.

    Raises
    ------
    UnexpectedContentType
        If the text is not JSON.
    """
    if text is None:
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        raise UnexpectedContentType(text, "JSON") from error


def parse_entity(document: Any) -> Entity:
    """Make a `mwbase.Entity` of a document; None, like a redirect, makes an empty one."""
    import mwbase

    entity: Entity = mwbase.Entity.from_json({} if document is None else document)
    return entity


def sitelinks(entity: Entity) -> dict[str, str]:
    """Return wiki → title."""
    return {wiki: link["title"] for wiki, link in entity["sitelinks"].items()}


def badges(entity: Entity) -> dict[str, list[str]]:
    """Return wiki → badges, for the sitelinks that have badges."""
    return {wiki: link["badges"] for wiki, link in entity["sitelinks"].items() if len(link["badges"])}


labels: Callable[[Entity], dict[str, str]] = itemgetter("labels")
aliases: Callable[[Entity], dict[str, list[str]]] = itemgetter("aliases")
descriptions: Callable[[Entity], dict[str, str]] = itemgetter("descriptions")
properties: Callable[[Entity], dict[str, list[Statement]]] = itemgetter("properties")


def claim_rows(pid: str, statement: Statement) -> Iterator[Row]:
    """Yield (property, value)."""
    yield pid, str(statement["claim"]["datavalue"])


def source_rows(pid: str, statement: Statement) -> Iterator[Row]:
    """Yield (property, value, property of the reference, its first value)."""
    value = str(statement["claim"]["datavalue"])
    for reference_pid, claims in statement["references"].items():
        yield pid, value, reference_pid, str(claims[0]["datavalue"])


def reference_claim_rows(pid: str, statement: Statement) -> Iterator[Row]:
    """Yield (property, value, property of the reference, index, value there)."""
    value = str(statement["claim"]["datavalue"])
    for reference_pid, claims in statement["references"].items():
        for i, claim in enumerate(claims):
            yield pid, value, reference_pid, i, str(claim["datavalue"])


def qualifier_rows(pid: str, statement: Statement) -> Iterator[Row]:
    """Yield (property, value, property of the qualifier, index, value there)."""
    value = str(statement["claim"]["datavalue"])
    for qualifier_pid, claims in statement["qualifiers"].items():
        for i, claim in enumerate(claims):
            yield pid, value, qualifier_pid, i, str(claim["datavalue"])


def has_property_value(pid: str, value: str, entity: Entity) -> bool:
    """Tell whether some statement of a property has a value, compared as a string."""
    statements = entity["properties"].get(pid, [])
    return any(str(statement["claim"]["datavalue"]) == value for statement in statements)


def collect(rows: Callable[[str, Statement], Iterator[Row]], entity: Entity) -> set[Row]:
    """Collect the distinct rows of all statements of an entity."""
    return {
        row
        for pid, statements in entity["properties"].items()
        for statement in statements
        for row in rows(pid, statement)
    }


#: Name → the dict of an entity that is counted by its keys, and compared by them.
MAPS: dict[str, Callable[[Entity], dict[str, Any]]] = {
    "sitelinks": sitelinks,
    "labels": labels,
    "aliases": aliases,
    "descriptions": descriptions,
    "properties": properties,
    "badges": badges,
}

#: Name → the rows of a statement that are counted.
ROWS = {
    "claims": claim_rows,
    "sources": source_rows,
    "reference_claims": reference_claim_rows,
    "qualifiers": qualifier_rows,
}
