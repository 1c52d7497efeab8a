"""An entity and its parts: the datasources of ``wikibase.revision``."""

from __future__ import annotations

from functools import partial
from typing import Any

from ....datasources import Datasource
from ....dependencies import DependentSet
from ....errors import UnexpectedContentType
from .. import parts
from ..reader import entity_kernel, measure
from .diff import Diff

__all__ = ["Datasource", "DependentSet", "Diff", "Revision", "UnexpectedContentType"]

#: Attribute → its name where that differs.
_NAMES = {"claims": "claim"}


class Revision(DependentSet):
    """The entity in the text of a revision, and its parts.

    Parameters
    ----------
    name : str
        The prefix of the names.
    revision_datasources : revscoring.datasources.revision_oriented.Revision
        The inputs.

    Attributes
    ----------
    entity_doc : Datasource
        The JSON of the text; None without a text.
    entity : Datasource
        A `mwbase.Entity`; an empty one without a text and for a redirect.
    labels, descriptions : Datasource
        Language → string.
    aliases : Datasource
        Language → list of strings.
    sitelinks, badges : Datasource
        Wiki → title, and → list of badges where there are any.
    properties : Datasource
        Property → list of statements.
    claims : Datasource
        The distinct (property, value as a string).
    sources : Datasource
        The distinct (property, value, property of the reference, its first value).
    reference_claims, qualifiers : Datasource
        The distinct (property, value, property of the reference or qualifier, index, value).
    parent : Revision
    diff : Diff
    """

    def __init__(self, name: str, revision_datasources: Any) -> None:
        super().__init__(name)
        text = revision_datasources.text
        self.entity_doc = Datasource(f"{name}.entity_doc", parts.parse_document, depends_on=[text])
        self.entity = Datasource(f"{name}.entity", parts.parse_entity, depends_on=[self.entity_doc])
        self.kernel = entity_kernel(name, text)
        processes: dict[str, Any] = dict(parts.MAPS)
        for part, rows_of_statement in parts.ROWS.items():
            processes[part] = partial(parts.collect, rows_of_statement)
        for part, process in processes.items():
            datasource = Datasource(f"{name}.{_NAMES.get(part, part)}", process, depends_on=[self.entity])
            datasource.measures = {"len": measure("number", part).of(self.kernel)}
            setattr(self, part, datasource)
        if hasattr(revision_datasources, "parent"):
            self.parent = Revision(f"{name}.parent", revision_datasources.parent)
            self.diff = Diff(f"{name}.diff", self)
