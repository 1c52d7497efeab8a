"""The datasources of ``wikibase.revision``: an entity and its parts, and what an edit changed in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from operator import attrgetter
from typing import Any

from ...datasources import Datasource
from ...dependencies import Intermediate
from ..rows import Row, RowSet, computed
from . import changes, parts
from .parts import Entity
from .reader import change_of, measure, reading_of
from .util import DictDiff, diff_dicts


def part(process: Callable[[Entity], object], name: str = "") -> Row[Datasource]:
    """A part of the entity, whose size `EntityReading.number` gives under the name of the row."""

    def make(owner: Revision, name: str) -> Datasource:
        node = Datasource(name, process, depends_on=[owner.entity])
        node.measures = {"len": measure("number", row.attribute).of(owner.reading)}
        return node

    row = Row[Datasource](make, name=name)
    return row


class Revision(RowSet):
    """The entity in the text of a revision, and its parts.

    Parameters
    ----------
    name : str
        The prefix of the names.
    revision_datasources : revscoring.datasources.revision_oriented.Revision
        The inputs.

    Attributes
    ----------
    parent : Revision
    diff : Diff
    """

    parent: Revision
    diff: Diff

    entity_doc = Row(
        lambda owner, name: Datasource(name, parts.parse_document, depends_on=[owner._inputs.text])
    )
    entity = computed(parts.parse_entity, entity_doc)
    sitelinks = part(parts.sitelinks)
    labels = part(parts.labels)
    aliases = part(parts.aliases)
    descriptions = part(parts.descriptions)
    properties = part(parts.properties)
    badges = part(parts.badges)
    claims = part(partial(parts.collect, parts.claim_rows), name="claim")
    sources = part(partial(parts.collect, parts.source_rows))
    reference_claims = part(partial(parts.collect, parts.reference_claim_rows))
    qualifiers = part(partial(parts.collect, parts.qualifier_rows))

    def __init__(self, name: str, revision_datasources: Any) -> None:
        super().__init__(name)
        self._inputs = revision_datasources
        self.reading = reading_of(name, revision_datasources.text)
        self.make_rows()
        if hasattr(revision_datasources, "parent"):
            self.parent = Revision(f"{name}.parent", revision_datasources.parent)
            self.diff = Diff(f"{name}.diff", self)


class _Compared(Row[Datasource]):
    """The `DictDiff` of a part of the old and the new entity."""

    def __init__(self, compared: Row[Datasource]) -> None:
        super().__init__(self._make)
        self.compared = compared

    def _make(self, owner: Diff, name: str) -> Datasource:
        return Datasource(name, diff_dicts, depends_on=list(map(self.compared.of, owner._entities)))


def keys(compared: _Compared, field: str) -> Row[Datasource]:
    """The keys in a field of a `DictDiff`."""

    def make(owner: Diff, name: str) -> Datasource:
        node = Datasource(name, attrgetter(field), depends_on=[compared.of(owner)])
        node.measures = {"len": measure("keys", compared.compared.attribute, field).of(owner.change)}
        return node

    return Row(make)


def statements(
    list_statements: Callable[[DictDiff, Entity, Entity], list[Any]], *, is_member: bool = True
) -> Row[Datasource]:
    """The statements that a function lists, given the change of the properties and both entities."""

    def make(owner: Diff, name: str) -> Datasource:
        depends_on = [owner.properties_diff, owner.parent_entity, owner.revision_entity]
        node = Datasource(name, list_statements, depends_on=depends_on)
        node.measures = {"len": measure("number_of_statements", list_statements).of(owner.change)}
        return node

    return Row(make, is_member=is_member)


def identity(value: object) -> object:
    """Return the value."""
    return value


def same(statements: Row[Datasource]) -> Row[Datasource]:
    """The value of another row."""

    def make(owner: Diff, name: str) -> Datasource:
        node = Datasource(name, identity, depends_on=[statements.of(owner)])
        node.measures = statements.of(owner).measures
        return node

    return Row(make)


def of_changed(
    list_snaks: Callable[[Iterable[changes.Pair]], list[Any]], *, is_member: bool = True
) -> Row[Datasource]:
    """The snaks that a function lists, given the changed statements."""

    def make(owner: Diff, name: str) -> Datasource:
        node = Datasource(name, list_snaks, depends_on=[owner.claims_changed])
        node.measures = {"len": measure("number_of_changed", list_snaks).of(owner.change)}
        return node

    return Row(make, is_member=is_member)


class Diff(RowSet):
    """What changed between the entity of a revision and that of its parent.

    The rows whose names end in ``_fixed`` are what those without should be. They are not members of this set,
    which contains what models use.

    Parameters
    ----------
    name : str
        The prefix of the names.
    revision_datasources : Revision
        The datasources of the entities, with a `parent`.
    """

    revision_entity = Row(lambda owner, name: owner._entities[1].entity)
    parent_entity = Row(lambda owner, name: owner._entities[0].entity)
    sitelinks_diff = _Compared(Revision.sitelinks)
    sitelinks_added = keys(sitelinks_diff, "added")
    sitelinks_removed = keys(sitelinks_diff, "removed")
    sitelinks_changed = keys(sitelinks_diff, "changed")
    labels_diff = _Compared(Revision.labels)
    labels_added = keys(labels_diff, "added")
    labels_removed = keys(labels_diff, "removed")
    labels_changed = keys(labels_diff, "changed")
    aliases_diff = _Compared(Revision.aliases)
    aliases_added = keys(aliases_diff, "added")
    aliases_removed = keys(aliases_diff, "removed")
    aliases_changed = keys(aliases_diff, "changed")
    descriptions_diff = _Compared(Revision.descriptions)
    descriptions_added = keys(descriptions_diff, "added")
    descriptions_removed = keys(descriptions_diff, "removed")
    descriptions_changed = keys(descriptions_diff, "changed")
    properties_diff = _Compared(Revision.properties)
    properties_added = keys(properties_diff, "added")
    properties_removed = keys(properties_diff, "removed")
    properties_changed = keys(properties_diff, "changed")
    badges_diff = _Compared(Revision.badges)
    badges_added = keys(badges_diff, "added")
    badges_removed = keys(badges_diff, "removed")
    badges_changed = keys(badges_diff, "changed")
    statements_added = statements(changes.statements_added)
    claims_added = same(statements_added)
    statements_removed = statements(changes.statements_removed)
    statements_removed_fixed = statements(changes.statements_removed_fixed, is_member=False)
    claims_removed = same(statements_removed)
    statements_changed = statements(changes.statements_changed)
    claims_changed = same(statements_changed)
    sources_added = of_changed(changes.sources_added)
    sources_removed = of_changed(changes.sources_removed)
    qualifiers_added = of_changed(changes.qualifiers_added)
    qualifiers_added_fixed = of_changed(changes.qualifiers_added_fixed, is_member=False)
    qualifiers_removed = of_changed(changes.qualifiers_removed)

    def __init__(self, name: str, revision_datasources: Revision) -> None:
        super().__init__(name)
        self._entities = revision_datasources.parent, revision_datasources
        self.change: Intermediate = change_of(name, *(entity.reading for entity in self._entities))
        self.make_rows()
