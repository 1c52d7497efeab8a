"""The datasources of a revision's wikitext, of its parent's, and of the diff between them."""

from __future__ import annotations

from typing import Any

from . import shortcuts as kernels
from .classes import COMPATIBLE, Dialect
from .edit import EditFactories, add_edit
from .parsed import ParsedFactories, add_markup
from .tokenized import add_change_tables, add_sentence_changes, add_tokens

__all__ = ["Diff", "Revision"]


class Revision(ParsedFactories):
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
    text, tokens, token_frequency, paragraphs_sentences_and_whitespace, sentences : Datasource
    wikicode, node_class_map, content, headings, external_links, wikilinks, tags, templates : Datasource
    heading_titles, external_link_urls, wikilink_titles, tag_names, template_names : Datasource
    tags_str, templates_str, sections : Datasource
    parent : Revision
    diff : Diff

    Notes
    -----
    For each token class there are a list and a frequency table, such as `words` and
    `word_frequency`; see `revscoring.features.wikitext.classes`.
    """

    def __init__(self, name: str, revision_datasources: Any, dialect: Dialect = COMPATIBLE) -> None:
        super().__init__(name)
        self._dialect = dialect
        self.text = revision_datasources.text
        self._analysis = kernels.analysis_of(self.text)
        self._markup = kernels.markup_of(self.text)
        add_tokens(self, name, self._analysis, dialect)
        add_markup(self, name, self._markup)
        if hasattr(revision_datasources, "parent"):
            self.parent = Revision(f"{name}.parent", revision_datasources.parent, dialect)
            if hasattr(revision_datasources, "diff"):
                self.diff = Diff(f"{name}.diff", self)


class Diff(EditFactories):
    """The datasources of the diff of a text to its parent.

    Parameters
    ----------
    name : str
        The prefix of the names.
    revision : Revision
        The datasources of the text, with those of its parent.

    Attributes
    ----------
    operations, segments_added, segments_removed, tokens_added, tokens_removed : Datasource
    sentences_added, sentences_removed : Datasource

    Notes
    -----
    For each token class there are lists such as `words_added` and `words_removed`, and tables
    such as `word_delta` and `word_prop_delta`.
    """

    def __init__(self, name: str, revision: Revision) -> None:
        super().__init__(name)
        parent: Any = revision.parent
        self._change = kernels.change_of(parent._analysis, revision._analysis)
        self._edit = kernels.edit_of(parent._analysis, revision._analysis)
        add_change_tables(self, name, parent, revision, self._change, revision._dialect)
        add_sentence_changes(self, name, parent, revision)
        add_edit(self, name, parent, revision, self._edit, revision._dialect)
