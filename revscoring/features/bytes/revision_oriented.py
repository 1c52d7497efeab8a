"""The features ``bytes.revision.length`` and ``bytes.revision.parent.length``."""

from __future__ import annotations

from typing import Any

from ...datasources import revision_oriented
from ...dependencies import DependentSet
from ..meta import aggregators
from . import datasources

__all__ = ["DependentSet", "Revision", "name", "revision"]

name = "bytes.revision"


class Revision(DependentSet):
    """The size of a revision, and of its parent if the input tree has one.

    Parameters
    ----------
    name : str
        The prefix of the names.
    revision_datasources : revscoring.features.bytes.datasources.Revision
        The texts in UTF-8.

    Attributes
    ----------
    length : Feature
        Number of bytes of the text in UTF-8. Fails without a text, as in 2.x: of a page creation
        there is no `parent.length`.
    length_fixed : Feature
        The same, but 0 without a text.
    parent : Revision
    """

    def __init__(self, name: str, revision_datasources: datasources.Revision) -> None:
        super().__init__(name)
        self.length = aggregators.len(revision_datasources.bytes, name=f"{name}.length")
        self.length_fixed = aggregators.len(revision_datasources.bytes_fixed, name=f"{name}.length_fixed")
        if hasattr(revision_datasources, "parent"):
            self.parent = Revision(f"{name}.parent", revision_datasources.parent)


revision: Any = Revision(name, datasources.Revision(name, revision_oriented.revision))
"""The standard tree."""
