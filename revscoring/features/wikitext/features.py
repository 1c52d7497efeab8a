"""The features of a revision's wikitext, of its parent's, and of the diff between them."""

from __future__ import annotations

import builtins
import re
from collections.abc import Sequence
from typing import Any

from ...datasources.meta import dicts, filters, mappers
from ...dependencies import DependentSet, Shortcut
from ...text.counts import longest_run
from ..feature import Feature
from ..meta import aggregators
from . import datasources
from . import shortcuts as kernels
from .classes import COMPATIBLE, FIXED, TOKEN_CLASSES

__all__ = ["Diff", "Revision", "add_delta_features"]

#: Sets that count what the markup is made of, and what makes a feature of one of them.
_COUNTED = ("headings", "external_links", "wikilinks", "tags", "templates")
_MATCHED = (
    "heading_titles_matching",
    "external_link_urls_matching",
    "wikilink_titles_matching",
    "tag_names_matching",
    "template_names_matching",
)


def _longest_repeated_char(text: str | None) -> int:
    return longest_run(text or "")


def _longest_repeated_char_of(texts: Sequence[str]) -> int:
    return max(map(longest_run, texts), default=1)


def _char_sum(items: Any, name: str) -> Feature:
    return aggregators.sum(mappers.map(builtins.len, items), name=name, returns=int)


def _longest(items: Any, name: str | None = None, returns: type = int) -> Feature:
    return aggregators.max(mappers.map(builtins.len, items), name=name, returns=returns)


def add_delta_features(features: Any, name: str, diff: Any, singular: str, delta_returns: type) -> None:
    """Hang the sum, increase and decrease of a table's delta and prop_delta on a set of features."""
    for table, returns in ((f"{singular}_delta", delta_returns), (f"{singular}_prop_delta", float)):
        values = dicts.values(getattr(diff, table))
        for word, items in (
            ("sum", values),
            ("increase", filters.positive(values)),
            ("decrease", filters.negative(values)),
        ):
            feature = aggregators.sum(items, name=f"{name}.{table}_{word}", returns=returns)
            setattr(features, f"{table}_{word}", feature)


class Revision(DependentSet):
    """The features of a text.

    Parameters
    ----------
    name : str
        The prefix of the names.
    revision_datasources : revscoring.features.wikitext.datasources.Revision
        The datasources, also kept as `datasources`.

    Attributes
    ----------
    chars, tokens, content_chars : Feature
        Number of characters, of tokens, and of characters of the text without markup.
    longest_token, longest_word, longest_repeated_char : Feature
        Lengths.
    headings, external_links, wikilinks, tags, templates, ref_tags, list_items : Feature
        Numbers of what the markup is made of, nested ones included.
    parent : Revision
    diff : Diff

    Notes
    -----
    For each token class there are a number and a number of characters, such as `words` and
    `word_chars`; see `revscoring.features.wikitext.classes`. `ref_tags` counts all tags whose
    names begin with "ref", ``<references/>`` too; `ref_tags_fixed` counts ``<ref>`` only.
    """

    def __init__(self, name: str, revision_datasources: datasources.Revision) -> None:
        super().__init__(name)
        self.datasources = source = revision_datasources
        any_source: Any = source
        self.tokens = aggregators.len(source.tokens)
        self.longest_token = _longest(source.tokens)
        self.longest_word = _longest(any_source.words)
        self.chars = aggregators.len(source.text, name=f"{name}.chars")
        self.longest_repeated_char = Feature(
            f"{name}.longest_repeated_char", _longest_repeated_char, returns=int, depends_on=[source.text]
        )
        self.longest_repeated_char.shortcut = Shortcut(kernels.longest_run, (source._analysis,))
        for plural, row in TOKEN_CLASSES.items():
            items = getattr(source, plural)
            setattr(self, plural, aggregators.len(items))
            setattr(self, row.chars, _char_sum(items, f"{name}.{row.chars}"))
        self.content_chars = aggregators.len(any_source.content, name=f"{name}.content_chars")
        for word in _COUNTED:
            setattr(self, word, aggregators.len(getattr(source, word), name=f"{name}.{word}"))
        dialect = source._dialect
        self.ref_tags = self.tag_names_matching(dialect.ref_tags, name=f"{name}.ref_tags")
        self.list_items = self.tag_names_matching(dialect.list_items, name=f"{name}.list_items")
        if dialect is COMPATIBLE:
            self.ref_tags_fixed = self.tag_names_matching(FIXED.ref_tags, name=f"{name}.ref_tags_fixed")
            self.list_items_fixed = self.tag_names_matching(FIXED.list_items, name=f"{name}.list_items_fixed")
        if hasattr(source, "parent"):
            self.parent = Revision(f"{name}.parent", source.parent)
        if hasattr(source, "diff"):
            self.diff = Diff(f"{name}.diff", source.diff)

    def _number_of(self, factory: str, argument: Any, name: str | None) -> Feature:
        items = getattr(self.datasources, factory)(argument)
        return aggregators.len(items, name=items.name if name is None else name)

    def headings_by_level(self, level: int, name: str | None = None) -> Feature:
        """Return the number of headings of one level."""
        return self._number_of("headings_by_level", level, name)

    def heading_titles_matching(self, regex: str | re.Pattern[str], name: str | None = None) -> Feature:
        """Return the number of headings whose title begins with a match; a string ignores case."""
        return self._number_of("heading_titles_matching", regex, name)

    def external_link_urls_matching(self, regex: str | re.Pattern[str], name: str | None = None) -> Feature:
        """Return the number of external links whose URL begins with a match; a string ignores case."""
        return self._number_of("external_link_urls_matching", regex, name)

    def wikilink_titles_matching(self, regex: str | re.Pattern[str], name: str | None = None) -> Feature:
        """Return the number of wikilinks whose title begins with a match; a string ignores case."""
        return self._number_of("wikilink_titles_matching", regex, name)

    def tag_names_matching(self, regex: str | re.Pattern[str], name: str | None = None) -> Feature:
        """Return the number of tags whose name begins with a match; a string ignores case."""
        return self._number_of("tag_names_matching", regex, name)

    def template_names_matching(self, regex: str | re.Pattern[str], name: str | None = None) -> Feature:
        """Return the number of templates whose name begins with a match; a string ignores case."""
        return self._number_of("template_names_matching", regex, name)


class Diff(DependentSet):
    """The features of the diff of a text to its parent.

    Parameters
    ----------
    name : str
        The prefix of the names.
    diff_datasources : revscoring.features.wikitext.datasources.Diff
        The datasources, also kept as `datasources`.

    Attributes
    ----------
    segments_added, segments_removed, tokens_added, tokens_removed : Feature
        Numbers of stretches and of tokens.
    chars_added, chars_removed : Feature
        Numbers of characters.
    longest_token_added, longest_uppercase_word_added, longest_repeated_char_added : Feature
        Lengths.

    Notes
    -----
    For each token class there are ``<plural>_added``, ``<chars>_added`` (and ``_removed``), and
    the sum, increase and decrease of ``<singular>_delta`` and ``<singular>_prop_delta``, which do
    not depend on the diff.
    """

    def __init__(self, name: str, diff_datasources: datasources.Diff) -> None:
        super().__init__(name)
        self.datasources = source = diff_datasources
        any_source: Any = source
        for word in ("added", "removed"):
            for things in ("segments", "tokens", *TOKEN_CLASSES):
                attribute = f"{things}_{word}"
                feature = aggregators.len(getattr(source, attribute), name=f"{name}.{attribute}")
                setattr(self, attribute, feature)
            segments = getattr(source, f"segments_{word}")
            setattr(self, f"chars_{word}", _char_sum(segments, f"{name}.chars_{word}"))
            for plural, row in TOKEN_CLASSES.items():
                attribute = f"{row.chars}_{word}"
                items = getattr(source, f"{plural}_{word}")
                setattr(self, attribute, _char_sum(items, f"{name}.{attribute}"))
        self.longest_token_added = _longest(
            source.tokens_added, name=f"{name}.longest_token_added", returns=float
        )
        self.longest_uppercase_word_added = _longest(any_source.uppercase_words_added, returns=float)
        self.longest_repeated_char_added = Feature(
            f"{name}.longest_repeated_char_added",
            _longest_repeated_char_of,
            returns=int,
            depends_on=[any_source.segments_added],
        )
        for singular in ("token", *(row.singular for row in TOKEN_CLASSES.values())):
            add_delta_features(self, name, source, singular, float)
