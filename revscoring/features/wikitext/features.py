"""The table of the wikitext features: a row each, with how it is computed and what it is.

The functions of the rows are in `revscoring.features.rows`; what is counted is a row of `datasources`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...datasources import Datasource
from ...text.counts import longest_run
from ..feature import Feature
from ..meta import aggregators
from ..rows import FeatureSet, RevisionFeatures, Row, change, count, gain, length, longest, loss
from . import datasources, shortcuts
from .tokens import Regex

text, diff = datasources.Revision, datasources.Diff
FIXED_REF_TAG, FIXED_LIST_ITEM = r"ref\s*$", r"li\s*$"


def _longest_run(text: str | None) -> int:
    return longest_run(text or "")


def _longest_run_of(texts: Sequence[str]) -> int:
    return max(map(longest_run, texts), default=1)


def _longest_repeated_char(owner: Revision, name: str) -> Feature:
    source = owner.datasources
    feature = Feature(name, _longest_run, returns=int, depends_on=[source.text])
    if source.analysis is not None:
        feature.shortcut = shortcuts.attribute("longest_repeated_char", source.analysis)
    return feature


def _longest_repeated_char_added(owner: Diff, name: str) -> Feature:
    return Feature(name, _longest_run_of, returns=int, depends_on=[owner.datasources.segments_added])


class Diff(FeatureSet):
    """The features of the diff of a text to its parent.

    Gains, losses and changes are sums over the distinct tokens of a class whose number changed; relative ones
    are sums of the changes as shares of the old numbers. They do not depend on where tokens stand.
    """

    datasources: datasources.Diff

    segments_added = count(diff.segments_added, "stretches of text added", named=True)
    segments_removed = count(diff.segments_removed, "stretches of text removed", named=True)
    tokens_added = count(diff.tokens_added, "tokens added", named=True)
    tokens_removed = count(diff.tokens_removed, "tokens removed", named=True)
    numbers_added = count(diff.numbers_added, "numeric tokens added", named=True)
    numbers_removed = count(diff.numbers_removed, "numeric tokens removed", named=True)
    whitespaces_added = count(diff.whitespaces_added, "whitespace tokens added", named=True)
    whitespaces_removed = count(diff.whitespaces_removed, "whitespace tokens removed", named=True)
    markups_added = count(diff.markups_added, "pieces of markup added", named=True)
    markups_removed = count(diff.markups_removed, "pieces of markup removed", named=True)
    cjks_added = count(diff.cjks_added, "CJK characters added", named=True)
    cjks_removed = count(diff.cjks_removed, "CJK characters removed", named=True)
    entities_added = count(diff.entities_added, "HTML entities added", named=True)
    entities_removed = count(diff.entities_removed, "HTML entities removed", named=True)
    urls_added = count(diff.urls_added, "URLs added", named=True)
    urls_removed = count(diff.urls_removed, "URLs removed", named=True)
    words_added = count(diff.words_added, "words added", named=True)
    words_removed = count(diff.words_removed, "words removed", named=True)
    uppercase_words_added = count(diff.uppercase_words_added, "uppercase words added", named=True)
    uppercase_words_removed = count(diff.uppercase_words_removed, "uppercase words removed", named=True)
    punctuations_added = count(diff.punctuations_added, "punctuation marks added", named=True)
    punctuations_removed = count(diff.punctuations_removed, "punctuation marks removed", named=True)
    breaks_added = count(diff.breaks_added, "paragraph breaks added", named=True)
    breaks_removed = count(diff.breaks_removed, "paragraph breaks removed", named=True)
    chars_added = length(diff.segments_added, "characters added")
    chars_removed = length(diff.segments_removed, "characters removed")
    numeric_chars_added = length(diff.numbers_added, "characters of numeric tokens added")
    numeric_chars_removed = length(diff.numbers_removed, "characters of numeric tokens removed")
    whitespace_chars_added = length(diff.whitespaces_added, "characters of white space added")
    whitespace_chars_removed = length(diff.whitespaces_removed, "characters of white space removed")
    markup_chars_added = length(diff.markups_added, "characters of pieces of markup added")
    markup_chars_removed = length(diff.markups_removed, "characters of pieces of markup removed")
    cjk_chars_added = length(diff.cjks_added, "characters of CJK characters added")
    cjk_chars_removed = length(diff.cjks_removed, "characters of CJK characters removed")
    entity_chars_added = length(diff.entities_added, "characters of HTML entities added")
    entity_chars_removed = length(diff.entities_removed, "characters of HTML entities removed")
    url_chars_added = length(diff.urls_added, "characters of URLs added")
    url_chars_removed = length(diff.urls_removed, "characters of URLs removed")
    word_chars_added = length(diff.words_added, "characters of words added")
    word_chars_removed = length(diff.words_removed, "characters of words removed")
    uppercase_word_chars_added = length(diff.uppercase_words_added, "characters of uppercase words added")
    uppercase_word_chars_removed = length(
        diff.uppercase_words_removed, "characters of uppercase words removed"
    )
    punctuation_chars_added = length(diff.punctuations_added, "characters of punctuation marks added")
    punctuation_chars_removed = length(diff.punctuations_removed, "characters of punctuation marks removed")
    break_chars_added = length(diff.breaks_added, "characters of paragraph breaks added")
    break_chars_removed = length(diff.breaks_removed, "characters of paragraph breaks removed")
    longest_token_added = longest(diff.tokens_added, "length of the longest token added", float, named=True)
    longest_uppercase_word_added = longest(
        diff.uppercase_words_added, "length of the longest uppercase word added", float
    )
    longest_repeated_char_added = Row(
        _longest_repeated_char_added, "length of the longest run of one character added", "characters"
    )

    token_delta_sum = change(diff.token_delta, "change in tokens")
    token_delta_increase = gain(diff.token_delta, "more tokens")
    token_delta_decrease = loss(diff.token_delta, "fewer tokens")
    token_prop_delta_sum = change(diff.token_prop_delta, "relative change in tokens")
    token_prop_delta_increase = gain(diff.token_prop_delta, "more tokens, relatively")
    token_prop_delta_decrease = loss(diff.token_prop_delta, "fewer tokens, relatively")
    number_delta_sum = change(diff.number_delta, "change in numeric tokens")
    number_delta_increase = gain(diff.number_delta, "more numeric tokens")
    number_delta_decrease = loss(diff.number_delta, "fewer numeric tokens")
    number_prop_delta_sum = change(diff.number_prop_delta, "relative change in numeric tokens")
    number_prop_delta_increase = gain(diff.number_prop_delta, "more numeric tokens, relatively")
    number_prop_delta_decrease = loss(diff.number_prop_delta, "fewer numeric tokens, relatively")
    whitespace_delta_sum = change(diff.whitespace_delta, "change in whitespace tokens")
    whitespace_delta_increase = gain(diff.whitespace_delta, "more whitespace tokens")
    whitespace_delta_decrease = loss(diff.whitespace_delta, "fewer whitespace tokens")
    whitespace_prop_delta_sum = change(diff.whitespace_prop_delta, "relative change in whitespace tokens")
    whitespace_prop_delta_increase = gain(diff.whitespace_prop_delta, "more whitespace tokens, relatively")
    whitespace_prop_delta_decrease = loss(diff.whitespace_prop_delta, "fewer whitespace tokens, relatively")
    markup_delta_sum = change(diff.markup_delta, "change in pieces of markup")
    markup_delta_increase = gain(diff.markup_delta, "more pieces of markup")
    markup_delta_decrease = loss(diff.markup_delta, "fewer pieces of markup")
    markup_prop_delta_sum = change(diff.markup_prop_delta, "relative change in pieces of markup")
    markup_prop_delta_increase = gain(diff.markup_prop_delta, "more pieces of markup, relatively")
    markup_prop_delta_decrease = loss(diff.markup_prop_delta, "fewer pieces of markup, relatively")
    cjk_delta_sum = change(diff.cjk_delta, "change in CJK characters")
    cjk_delta_increase = gain(diff.cjk_delta, "more CJK characters")
    cjk_delta_decrease = loss(diff.cjk_delta, "fewer CJK characters")
    cjk_prop_delta_sum = change(diff.cjk_prop_delta, "relative change in CJK characters")
    cjk_prop_delta_increase = gain(diff.cjk_prop_delta, "more CJK characters, relatively")
    cjk_prop_delta_decrease = loss(diff.cjk_prop_delta, "fewer CJK characters, relatively")
    entity_delta_sum = change(diff.entity_delta, "change in HTML entities")
    entity_delta_increase = gain(diff.entity_delta, "more HTML entities")
    entity_delta_decrease = loss(diff.entity_delta, "fewer HTML entities")
    entity_prop_delta_sum = change(diff.entity_prop_delta, "relative change in HTML entities")
    entity_prop_delta_increase = gain(diff.entity_prop_delta, "more HTML entities, relatively")
    entity_prop_delta_decrease = loss(diff.entity_prop_delta, "fewer HTML entities, relatively")
    url_delta_sum = change(diff.url_delta, "change in URLs")
    url_delta_increase = gain(diff.url_delta, "more URLs")
    url_delta_decrease = loss(diff.url_delta, "fewer URLs")
    url_prop_delta_sum = change(diff.url_prop_delta, "relative change in URLs")
    url_prop_delta_increase = gain(diff.url_prop_delta, "more URLs, relatively")
    url_prop_delta_decrease = loss(diff.url_prop_delta, "fewer URLs, relatively")
    word_delta_sum = change(diff.word_delta, "change in words")
    word_delta_increase = gain(diff.word_delta, "more words")
    word_delta_decrease = loss(diff.word_delta, "fewer words")
    word_prop_delta_sum = change(diff.word_prop_delta, "relative change in words")
    word_prop_delta_increase = gain(diff.word_prop_delta, "more words, relatively")
    word_prop_delta_decrease = loss(diff.word_prop_delta, "fewer words, relatively")
    uppercase_word_delta_sum = change(diff.uppercase_word_delta, "change in uppercase words")
    uppercase_word_delta_increase = gain(diff.uppercase_word_delta, "more uppercase words")
    uppercase_word_delta_decrease = loss(diff.uppercase_word_delta, "fewer uppercase words")
    uppercase_word_prop_delta_sum = change(
        diff.uppercase_word_prop_delta, "relative change in uppercase words"
    )
    uppercase_word_prop_delta_increase = gain(
        diff.uppercase_word_prop_delta, "more uppercase words, relatively"
    )
    uppercase_word_prop_delta_decrease = loss(
        diff.uppercase_word_prop_delta, "fewer uppercase words, relatively"
    )
    punctuation_delta_sum = change(diff.punctuation_delta, "change in punctuation marks")
    punctuation_delta_increase = gain(diff.punctuation_delta, "more punctuation marks")
    punctuation_delta_decrease = loss(diff.punctuation_delta, "fewer punctuation marks")
    punctuation_prop_delta_sum = change(diff.punctuation_prop_delta, "relative change in punctuation marks")
    punctuation_prop_delta_increase = gain(diff.punctuation_prop_delta, "more punctuation marks, relatively")
    punctuation_prop_delta_decrease = loss(diff.punctuation_prop_delta, "fewer punctuation marks, relatively")
    break_delta_sum = change(diff.break_delta, "change in paragraph breaks")
    break_delta_increase = gain(diff.break_delta, "more paragraph breaks")
    break_delta_decrease = loss(diff.break_delta, "fewer paragraph breaks")
    break_prop_delta_sum = change(diff.break_prop_delta, "relative change in paragraph breaks")
    break_prop_delta_increase = gain(diff.break_prop_delta, "more paragraph breaks, relatively")
    break_prop_delta_decrease = loss(diff.break_prop_delta, "fewer paragraph breaks, relatively")


def tags_named(pattern: str, doc: str) -> Row[Feature]:
    """The number of the tags whose name begins with a match."""
    return Row(lambda owner, name: owner.tag_names_matching(pattern, name), doc, "count")


class Revision(RevisionFeatures):
    """The features of a text."""

    datasources: datasources.Revision
    parent: Revision
    diff: Diff
    diff_type = Diff

    chars = Row(
        lambda owner, name: aggregators.len(owner.datasources.text, name),
        "number of characters",
        "characters",
    )
    tokens = count(text.tokens, "number of tokens")
    longest_token = longest(text.tokens, "length of the longest token")
    longest_word = longest(text.words, "length of the longest word")
    longest_repeated_char = Row(
        _longest_repeated_char, "length of the longest run of one character", "characters"
    )
    numbers = count(text.numbers, "number of numeric tokens")
    whitespaces = count(text.whitespaces, "number of whitespace tokens")
    markups = count(text.markups, "number of pieces of markup")
    cjks = count(text.cjks, "number of CJK characters")
    entities = count(text.entities, "number of HTML entities")
    urls = count(text.urls, "number of URLs")
    words = count(text.words, "number of words")
    uppercase_words = count(text.uppercase_words, "number of uppercase words")
    punctuations = count(text.punctuations, "number of punctuation marks")
    breaks = count(text.breaks, "number of paragraph breaks")
    numeric_chars = length(text.numbers, "characters of numeric tokens")
    whitespace_chars = length(text.whitespaces, "characters of white space")
    markup_chars = length(text.markups, "characters of pieces of markup")
    cjk_chars = length(text.cjks, "characters of CJK characters")
    entity_chars = length(text.entities, "characters of HTML entities")
    url_chars = length(text.urls, "characters of URLs")
    word_chars = length(text.words, "characters of words")
    uppercase_word_chars = length(text.uppercase_words, "characters of uppercase words")
    punctuation_chars = length(text.punctuations, "characters of punctuation marks")
    break_chars = length(text.breaks, "characters of paragraph breaks")
    content_chars = count(text.content, "number of characters without markup", "characters", named=True)
    headings = count(text.headings, "number of headings", named=True)
    external_links = count(
        text.external_links, "number of external links, with and without brackets", named=True
    )
    wikilinks = count(text.wikilinks, "number of wikilinks, files and categories included", named=True)
    tags = count(text.tags, "number of tags, those of wiki syntax included", named=True)
    templates = count(text.templates, "number of templates, nested ones included", named=True)
    ref_tags = tags_named("ref", "number of tags whose names begin with “ref”, such as <references/>")
    ref_tags_fixed = tags_named(FIXED_REF_TAG, "number of ref tags")
    list_items = tags_named("li", "number of tags whose names begin with “li”, list items included")
    list_items_fixed = tags_named(FIXED_LIST_ITEM, "number of list items")

    def _number(self, items: Datasource, name: str | None, doc: str, argument: Regex | int) -> Feature:
        shown = argument.pattern if isinstance(argument, re.Pattern) else argument
        feature = aggregators.len(items, items.name if name is None else name)
        return feature.described(f"number of {doc} {shown}{self.when}", "count")

    def headings_by_level(self, level: int, name: str | None = None) -> Feature:
        """Return the number of headings of one level."""
        return self._number(self.datasources.headings_by_level(level), name, "headings of level", level)

    def heading_titles_matching(self, regex: Regex, name: str | None = None) -> Feature:
        """Return the number of headings whose title begins with a match; a string ignores case."""
        items = self.datasources.heading_titles_matching(regex)
        return self._number(items, name, "headings with titles like", regex)

    def external_link_urls_matching(self, regex: Regex, name: str | None = None) -> Feature:
        """Return the number of external links whose URL begins with a match; a string ignores case."""
        items = self.datasources.external_link_urls_matching(regex)
        return self._number(items, name, "external links to URLs like", regex)

    def wikilink_titles_matching(self, regex: Regex, name: str | None = None) -> Feature:
        """Return the number of wikilinks whose title begins with a match; a string ignores case."""
        items = self.datasources.wikilink_titles_matching(regex)
        return self._number(items, name, "wikilinks to pages like", regex)

    def tag_names_matching(self, regex: Regex, name: str | None = None) -> Feature:
        """Return the number of tags whose name begins with a match; a string ignores case."""
        items = self.datasources.tag_names_matching(regex)
        return self._number(items, name, "tags named like", regex)

    def template_names_matching(self, regex: Regex, name: str | None = None) -> Feature:
        """Return the number of templates whose name begins with a match; a string ignores case."""
        items = self.datasources.template_names_matching(regex)
        return self._number(items, name, "templates named like", regex)
