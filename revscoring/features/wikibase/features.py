"""The table of the features of Wikibase: what an entity holds, and what an edit changed in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from ..feature import Feature
from ..meta import bools
from ..rows import FeatureSet, RevisionFeatures, Row, count
from . import changes, datasources, parts
from .mentions import Mentions, count_mentions, count_mentions_fixed, proportion_added
from .parts import Entity
from .reader import measure

item, diff = datasources.Revision, datasources.Diff


def mentions_added(what: str, count: Callable[[Any], Mentions], old: Entity, new: Entity) -> float:
    """Return the growth of the number of the mentions of one kind."""
    return proportion_added(getattr(count(old), what), getattr(count(new), what))


def identifiers(
    count: Callable[[Iterable[changes.Pair]], int], doc: str, *, is_member: bool = True
) -> Row[Feature]:
    """The number of the changed statements that a function counts."""

    def make(owner: Diff, name: str) -> Feature:
        feature = Feature(name, count, returns=int, depends_on=[owner.datasources.claims_changed])
        feature.shortcut = measure("number_of_changed", count).of(owner.datasources.change)
        return feature

    return Row(make, doc, "count", is_member=is_member)


def proportion(
    what: str, count: Callable[[Any], Mentions], doc: str, *, is_member: bool = True
) -> Row[Feature]:
    """The growth of the number of mentions of one kind in the JSON, divided by the new number plus 1."""

    def make(owner: Diff, name: str) -> Feature:
        entities = [owner.datasources.parent_entity, owner.datasources.revision_entity]
        feature = Feature(name, partial(mentions_added, what, count), returns=float, depends_on=entities)
        feature.shortcut = measure("proportion", what, count).of(owner.datasources.change)
        return feature

    return Row(make, doc, "ratio", is_member=is_member)


class Diff(FeatureSet):
    """Counts of what changed in an entity.

    The rows whose names end in ``_fixed`` are what those without should be. They are attributes, but not
    members of this set, which contains what models use.
    """

    datasources: datasources.Diff

    sitelinks_added = count(diff.sitelinks_added, "sitelinks added")
    sitelinks_removed = count(diff.sitelinks_removed, "sitelinks removed")
    sitelinks_changed = count(diff.sitelinks_changed, "sitelinks changed")
    labels_added = count(diff.labels_added, "labels added")
    labels_removed = count(diff.labels_removed, "labels removed")
    labels_changed = count(diff.labels_changed, "labels changed")
    aliases_added = count(diff.aliases_added, "languages whose first aliases were added")
    aliases_removed = count(diff.aliases_removed, "languages whose last aliases were removed")
    aliases_changed = count(diff.aliases_changed, "languages with aliases changed")
    descriptions_added = count(diff.descriptions_added, "descriptions added")
    descriptions_removed = count(diff.descriptions_removed, "descriptions removed")
    descriptions_changed = count(diff.descriptions_changed, "descriptions changed")
    properties_added = count(diff.properties_added, "properties added")
    properties_removed = count(diff.properties_removed, "properties removed")
    properties_changed = count(diff.properties_changed, "properties changed")
    badges_added = count(diff.badges_added, "sitelinks whose first badges were added")
    badges_removed = count(diff.badges_removed, "sitelinks whose last badges were removed")
    badges_changed = count(diff.badges_changed, "sitelinks with badges changed")
    statements_added = count(diff.statements_added, "statements added")
    claims_added = count(diff.claims_added, "statements added")
    statements_removed = count(diff.statements_removed, "statements removed together with their property")
    statements_removed_fixed = count(diff.statements_removed_fixed, "statements removed", is_member=False)
    claims_removed = count(diff.claims_removed, "statements removed together with their property")
    statements_changed = count(diff.statements_changed, "statements changed")
    claims_changed = count(diff.claims_changed, "statements changed")
    sources_added = count(diff.sources_added, "references added to changed statements")
    sources_removed = count(diff.sources_removed, "references removed from changed statements")
    qualifiers_added = count(diff.qualifiers_added, "always 0")
    qualifiers_added_fixed = count(
        diff.qualifiers_added_fixed, "qualifiers added to changed statements", is_member=False
    )
    qualifiers_removed = count(diff.qualifiers_removed, "qualifiers removed from changed statements")
    identifiers_changed = identifiers(
        changes.identifiers_changed, "changed statements whose old value is a string"
    )
    identifiers_changed_fixed = identifiers(
        changes.identifiers_changed_fixed, "changed statements of external identifiers", is_member=False
    )
    proportion_of_qid_added = proportion("qid", count_mentions, "growth in item ids (Q and up to 8 digits)")
    proportion_of_qid_added_fixed = proportion(
        "qid", count_mentions_fixed, "growth in item ids of any length", is_member=False
    )
    proportion_of_language_added = proportion(
        "language", count_mentions, "growth in names of languages, in lower case, within words too"
    )
    proportion_of_language_added_fixed = proportion(
        "language",
        count_mentions_fixed,
        "growth in names of languages, whole words in any case",
        is_member=False,
    )
    proportion_of_links_added = proportion("links", count_mentions, "growth in web addresses with a scheme")
    proportion_of_links_added_fixed = proportion(
        "links", count_mentions_fixed, "growth in web addresses with a scheme or “www.”", is_member=False
    )

    def property_changed(self, property: str, name: str | None = None) -> Feature:
        """Whether both revisions have a property, such as "P31", with different statements."""
        name = f"{self.prefix}.property_changed({property!r})" if name is None else name
        feature = bools.item_in_set(property, self.datasources.properties_changed, name=name)
        feature.shortcut = measure("property_changed", property).of(self.datasources.change)
        return feature.described(f"property {property} changed")


class Revision(RevisionFeatures):
    """Counts of the parts of an entity."""

    datasources: datasources.Revision
    parent: Revision
    diff: Diff
    diff_type = Diff

    sitelinks = count(item.sitelinks, "number of sitelinks")
    labels = count(item.labels, "number of labels")
    aliases = count(item.aliases, "number of languages with aliases")
    descriptions = count(item.descriptions, "number of descriptions")
    properties = count(item.properties, "number of distinct properties")
    badges = count(item.badges, "number of sitelinks with badges")
    claims = count(item.claims, "number of distinct statements (property and value)")
    sources = count(item.sources, "number of distinct references of statements")
    reference_claims = count(item.reference_claims, "number of distinct values in references")
    qualifiers = count(item.qualifiers, "number of distinct qualifiers of statements")

    def has_property(self, property: str, name: str | None = None) -> Feature:
        """Whether the entity has a property, such as "P31"."""
        name = f"{self.prefix}.has_property({property!r})" if name is None else name
        feature = bools.item_in_set(property, self.datasources.properties, name=name)
        feature.shortcut = measure("has_property", property).of(self.datasources.reading)
        return feature.described(f"the item has property {property}{self.when}")

    def has_property_value(self, property: str, value: str, name: str | None = None) -> Feature:
        """Whether any statement of a property has a value.

        Parameters
        ----------
        property : str
            The id of the property, such as "P31".
        value : str
            The value as `mwbase` shows it: "Q5" for an item, strings in quotation marks.
        """
        name = f"{self.prefix}.has_property_value({property!r}, {value!r})" if name is None else name
        process = partial(parts.has_property_value, property, value)
        feature = Feature(name, process, returns=bool, depends_on=[self.datasources.entity])
        feature.shortcut = measure("has_property_value", property, value).of(self.datasources.reading)
        return feature.described(f"property {property} has the value {value}{self.when}")
