"""Counts of the parts of an entity, and whether it has a property: ``wikibase.revision``."""

from __future__ import annotations

from typing import Any

from ....dependencies import DependentSet
from ...feature import Feature
from ...meta import aggregators, bools
from .. import parts
from ..reader import measure
from .diff import Diff

__all__ = ["DependentSet", "Diff", "Feature", "HasPropertyValue", "Revision"]


class HasPropertyValue(Feature):
    """Whether some statement of a property has a value.

    Parameters
    ----------
    name : str
        The name.
    property : str
        The id of the property, such as "P31".
    value : str
        The value as `mwbase` shows it: "Q5" for an item; strings stand in quotation marks.
    item_datasource : Datasource
        The entity.
    """

    def __init__(self, name: str, property: str, value: Any, item_datasource: Any) -> None:
        super().__init__(name, returns=bool, depends_on=[item_datasource])
        self.property = property
        self.value = value

    def process(self, entity: Any) -> bool:
        """Look for the value."""
        return parts.has_property_value(entity, self.property, self.value)


class Revision(DependentSet):
    """Counts of the parts of an entity; takes its datasources, kept as `datasources`.

    Parameters
    ----------
    name : str
        The prefix of the names.
    revision_datasources : revscoring.features.wikibase.datasources.Revision
        The entity and its parts.

    Attributes
    ----------
    sitelinks, labels, aliases, descriptions, properties, badges : Feature
        Numbers of wikis, of languages, of distinct properties and of sitelinks with badges.
    claims, sources, reference_claims, qualifiers : Feature
        Numbers of distinct claims, references and qualifiers; see the datasources.
    parent : Revision
    diff : Diff
    """

    def __init__(self, name: str, revision_datasources: Any) -> None:
        super().__init__(name)
        self.datasources = revision_datasources
        for part in (*parts.MAPS, *parts.ROWS):
            setattr(self, part, aggregators.len(getattr(revision_datasources, part)))
        if hasattr(revision_datasources, "parent"):
            self.parent = Revision(f"{name}.parent", revision_datasources.parent)
        if hasattr(revision_datasources, "diff"):
            self.diff = Diff(f"{name}.diff", revision_datasources.diff)

    def has_property(self, property: str, name: str | None = None) -> Feature:
        """Whether the entity has a property.

        Parameters
        ----------
        property : str
            The id, such as "P31".
        name : str, optional
            By default ``<prefix>.has_property('P31')``.
        """
        if name is None:
            name = f"{self._name}.has_property({property!r})"
        feature = bools.item_in_set(property, self.datasources.properties, name=name)
        feature.shortcut = measure("has_property", property).of(self.datasources.kernel)
        return feature

    def has_property_value(self, property: str, value: Any, name: str | None = None) -> Feature:
        """Whether some statement of a property has a value.

        Parameters
        ----------
        property : str
            The id of the property, such as "P31".
        value : str
            The value as `mwbase` shows it: "Q5" for an item; strings stand in quotation marks.
        name : str, optional
            By default ``<prefix>.has_property_value('P31', 'Q5')``.
        """
        if name is None:
            name = f"{self._name}.has_property_value({property!r}, {value!r})"
        feature = HasPropertyValue(name, property, value, self.datasources.entity)
        feature.shortcut = measure("has_property_value", property, value).of(self.datasources.kernel)
        return feature
