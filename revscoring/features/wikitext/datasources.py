"""The datasources of a revision's wikitext, of its parent's, and of the diff between them."""

from __future__ import annotations

from typing import Any

from . import shortcuts
from .dialects import COMPATIBLE, Dialect
from .markup import MarkupSet
from .token_changes import TokenChangeSet
from .tokens import TokenSet

__all__ = ["Diff", "Revision"]


class Revision(MarkupSet, TokenSet):
    """The datasources of a text.

    Parameters
    ----------
    name : str
        The prefix of the names.
    revision_datasources : DependentSet
        Any tree with a ``text``; with ``parent`` and ``diff`` too if it has them.
    dialect : Dialect
        How to read wikitext: as 2.x did, or corrected.

    Attributes
    ----------
    text : Datasource
        The text; the rows of `TokenSet` and `MarkupSet` are the other datasources.
    parent : Revision
    diff : Diff
    """

    parent: Revision
    diff: Diff

    def __init__(self, name: str, revision_datasources: Any, dialect: Dialect = COMPATIBLE) -> None:
        super().__init__(name)
        self.dialect = dialect
        self.text = revision_datasources.text
        self.analysis = shortcuts.analysis_of(self.text) if dialect is COMPATIBLE else None
        self.markup = shortcuts.markup_of(self.text)
        self.make_rows()
        if hasattr(revision_datasources, "parent"):
            self.parent = Revision(f"{name}.parent", revision_datasources.parent, dialect)
            if hasattr(revision_datasources, "diff"):
                self.diff = Diff(f"{name}.diff", self)


class Diff(TokenChangeSet):
    """The datasources of the diff of a text to its parent, the rows of `TokenChangeSet`.

    Parameters
    ----------
    name : str
        The prefix of the names.
    revision : Revision
        The datasources of the text, with those of its parent.
    """

    def __init__(self, name: str, revision: Revision) -> None:
        old, new = revision.parent.analysis, revision.analysis
        super().__init__(name, revision.parent, revision)
        self.dialect = revision.dialect
        self.change = self.edit = None
        if old is not None and new is not None:
            self.change, self.edit = shortcuts.change_of(old, new), shortcuts.edit_of(old, new)
        self.make_rows()
