"""Counts of what an edit changed in an entity: ``wikibase.revision.diff``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....dependencies import DependentSet
from ...feature import Feature
from ...meta import aggregators, bools
from .. import changes, parts
from ..reader import measure
from ..signs import (
    LANGUAGE_RE,
    LANGUAGE_REGEXES,
    Signs,
    count_signs,
    count_signs_fixed,
    proportion_added,
)

__all__ = ["LANGUAGE_RE", "LANGUAGE_REGEXES", "DependentSet", "Diff", "Feature"]

#: The lists of changes that are counted besides those of the dicts of an entity.
_LISTS = (
    "statements_added",
    "claims_added",
    "statements_removed",
    "claims_removed",
    "statements_changed",
    "claims_changed",
    "sources_added",
    "sources_removed",
    "qualifiers_added",
    "qualifiers_removed",
)


class signs_added:
    """A picklable function of two entities: the growth of the number of some signs in them."""

    def __init__(self, sign: str, count: Callable[[Any], Signs]) -> None:
        self.sign = sign
        self.count = count

    def __call__(self, old: Any, new: Any) -> float:
        return proportion_added(getattr(self.count(old), self.sign), getattr(self.count(new), self.sign))


class Diff(DependentSet):
    """Counts of what changed in an entity; takes its datasources, kept as `datasources`.

    Parameters
    ----------
    name : str
        The prefix of the names.
    datasources : revscoring.features.wikibase.datasources.diff.Diff
        The changes.

    Attributes
    ----------
    sitelinks_added, sitelinks_removed, sitelinks_changed : Feature
        And likewise of labels, aliases, descriptions, properties and badges: numbers of keys.
    statements_added, statements_removed, statements_changed : Feature
        Numbers of statements; removals from a property that stays are missed.
    claims_added, claims_removed, claims_changed : Feature
        The same numbers.
    sources_added, sources_removed, qualifiers_added, qualifiers_removed : Feature
        Numbers of snaks, over the changed statements only; qualifiers_added is always 0.
    identifiers_changed : Feature
        Number of changed statements whose old value is a string.
    proportion_of_qid_added, proportion_of_language_added, proportion_of_links_added : Feature
        (count now - count in the parent) / (count now + 1) of item ids, of names of languages in
        lower case, and of links, in the JSON of the entity.
    statements_removed_fixed, qualifiers_added_fixed, identifiers_changed_fixed : Feature
        What these should be: with removals from properties that stay, with added qualifiers, and
        of statements whose datatype is an external identifier.
    proportion_of_qid_added_fixed, proportion_of_language_added_fixed : Feature
        The proportions of whole item ids, and of names of languages as whole words in any case.
    proportion_of_links_added_fixed : Feature
        The proportion of web addresses with a scheme or ``www.``.

    Notes
    -----
    The ``fixed`` features are attributes, but no members of this set, which holds what models use.
    """

    def __init__(self, name: str, datasources: Any) -> None:
        super().__init__(name)
        self.datasources = datasources
        for part in parts.MAPS:
            for way in ("added", "removed", "changed"):
                counted = f"{part}_{way}"
                setattr(self, counted, aggregators.len(getattr(datasources, counted)))
        for counted in _LISTS:
            setattr(self, counted, aggregators.len(getattr(datasources, counted)))
        self.identifiers_changed = self._identifiers("identifiers_changed")
        fixed = vars(self)
        for counted in ("statements_removed_fixed", "qualifiers_added_fixed"):
            fixed[counted] = aggregators.len(getattr(datasources, counted))
        fixed["identifiers_changed_fixed"] = self._identifiers("identifiers_changed_fixed")
        for sign in Signs._fields:
            feature = f"proportion_of_{sign}_added"
            setattr(self, feature, self._proportion(feature, sign, count_signs))
            fixed[f"{feature}_fixed"] = self._proportion(f"{feature}_fixed", sign, count_signs_fixed)

    def _identifiers(self, counted: str) -> Feature:
        feature = Feature(
            f"{self._name}.{counted}",
            getattr(changes, counted),
            returns=int,
            depends_on=[self.datasources.claims_changed],
        )
        feature.shortcut = measure("number", counted).of(self.datasources.kernel)
        return feature

    def _proportion(self, name: str, sign: str, count: Callable[[Any], Signs]) -> Feature:
        feature = Feature(
            f"{self._name}.{name}",
            signs_added(sign, count),
            returns=float,
            depends_on=[self.datasources.parent_entity, self.datasources.revision_entity],
        )
        feature.shortcut = measure("proportion", sign, count).of(self.datasources.kernel)
        return feature

    def property_changed(self, property: str, name: str | None = None) -> Feature:
        """Whether both revisions have a property, with different statements.

        Parameters
        ----------
        property : str
            The id, such as "P31".
        name : str, optional
            By default ``<prefix>.property_changed('P31')``.
        """
        if name is None:
            name = f"{self._name}.property_changed({property!r})"
        feature = bools.item_in_set(property, self.datasources.properties_changed, name=name)
        feature.shortcut = measure("property_changed", property).of(self.datasources.kernel)
        return feature
