"""Datasources of the tokens of a text: lists and frequency tables of the token classes, and segments."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any

from ...datasources import Datasource
from ...datasources.meta import filters, frequencies, mappers
from ...dependencies import Intermediate, Shortcut
from ...text.counts import LowerTable, Table, TokenTable
from ...text.tokens import MatchableSegment, Segment, Token, is_uppercase_word, segment
from ..meta.bools import as_set, show_set
from ..rows import Row, RowSet, computed
from . import shortcuts
from .dialects import MARKUP, PUNCTUATION, Dialect

Regex = str | re.Pattern[str]


def is_in_types(types: Collection[str], token: Token) -> bool:
    """Tell whether a token is of one of the classes; see `revscoring.text.tokens.CLASSES`."""
    return token.type in types


def _tokenize(split: Callable[[str], list[Token]], text: str | None) -> list[Token]:
    return split(text or "")


def sentences_of(segments: Iterable[Segment]) -> list[MatchableSegment]:
    """Return the sentences in the paragraphs of a text."""
    return [
        part
        for paragraph in segments
        if isinstance(paragraph, MatchableSegment)
        for part in paragraph.parts
        if isinstance(part, MatchableSegment)
    ]


def matching(
    strings: Datasource, regex: Regex, prefix: str, name: str | None, flags: int = re.IGNORECASE
) -> Datasource:
    """Return the datasource of the strings whose beginning matches, named after its pattern."""
    pattern = re.compile(regex, flags) if isinstance(regex, str) else regex
    return filters.regex_matching(pattern, strings, f"{prefix}({pattern.pattern})" if name is None else name)


def in_types(tokens: Datasource, types: Collection[str], prefix: str, name: str | None) -> Datasource:
    """Return the datasource of the tokens of the given classes, named after these."""
    types = as_set(types)
    name = f"{prefix}({show_set(types)})" if name is None else name
    return filters.filter(partial(is_in_types, types), tokens, name=name)


class TextSet(RowSet):
    """Base of the sets of datasources of a text.

    Attributes
    ----------
    text : Datasource
        The text.
    analysis : Intermediate, optional
        What is known of the text, if there are shortcuts from it.
    """

    text: Datasource
    analysis: Intermediate | None


class TableRow(Row[Datasource]):
    """A row of a list or a table of items.

    Attributes
    ----------
    table : callable
        Makes, from the set, the table that counts the items; see `revscoring.text.counts`.
    """

    def __init__(self, make: Callable[[Any, str], Datasource], table: Callable[[Any], Table[str]]) -> None:
        super().__init__(make, unit="count")
        self.table = table


def of_types(*classes: str) -> TableRow:
    """The tokens of the given classes, words counted in lower case."""

    def make(owner: TokenSet, name: str) -> Datasource:
        types = owner.dialect.types(classes)
        items = filters.filter(partial(is_in_types, types), owner.tokens, name=name)
        if owner.analysis is not None:
            items.measures = shortcuts.count_measures(owner.analysis, types)
        return items

    table = LowerTable() if classes == ("word",) else TokenTable(frozenset(classes))
    return TableRow(make, lambda _: table)


def _tokens(owner: TokenSet, name: str) -> Datasource:
    split = partial(_tokenize, owner.dialect.tokenize)
    if owner.analysis is None:
        return Datasource(name, split, depends_on=[owner.text])
    tokens = Datasource(f"tokenized({owner.text})", split, depends_on=[owner.text])
    tokens.measures = shortcuts.count_measures(owner.analysis)
    return tokens


def _uppercase_words(owner: TokenSet, name: str) -> Datasource:
    words = filters.filter(is_uppercase_word, owner.words, name=name)
    if owner.analysis is not None:
        words.measures = shortcuts.count_measures(owner.analysis, frozenset({"uppercase_word"}))
    return words


def _paragraphs(owner: TokenSet, name: str) -> Datasource:
    paragraphs = Datasource(name, segment, depends_on=[owner.tokens])
    if owner.analysis is not None:
        paragraphs.shortcut = Shortcut(shortcuts.segments, (owner.analysis,))
    return paragraphs


def frequency(items: TableRow, *, lower: bool = False) -> TableRow:
    """The table of how often each item occurs, of strings in lower case if need be."""

    def make(owner: TextSet, name: str) -> Datasource:
        node = items.of(owner)
        table = frequencies.table(mappers.lower_case(node) if lower else node, name=name)
        if owner.analysis is not None:
            table.shortcut = shortcuts.frequency(items.table(owner), owner.analysis)
        return table

    return TableRow(make, items.table)


class TokenSet(TextSet):
    """The tokens of a text, a list and a frequency table of each token class, and its segments."""

    dialect: Dialect

    tokens = TableRow(_tokens, lambda _: TokenTable())
    token_frequency = frequency(tokens)
    numbers = of_types("number")
    number_frequency = frequency(numbers)
    whitespaces = of_types("whitespace")
    whitespace_frequency = frequency(whitespaces)
    markups = of_types(*MARKUP)
    markup_frequency = frequency(markups)
    cjks = of_types("cjk")
    cjk_frequency = frequency(cjks)
    entities = of_types("entity")
    entity_frequency = frequency(entities)
    urls = of_types("url")
    url_frequency = frequency(urls)
    words = of_types("word")
    word_frequency = frequency(words, lower=True)
    uppercase_words = TableRow(_uppercase_words, lambda _: TokenTable(frozenset({"uppercase_word"})))
    uppercase_word_frequency = frequency(uppercase_words)
    punctuations = of_types(*PUNCTUATION)
    punctuation_frequency = frequency(punctuations)
    breaks = of_types("break")
    break_frequency = frequency(breaks)
    paragraphs_sentences_and_whitespace = Row(_paragraphs)
    sentences = computed(sentences_of, paragraphs_sentences_and_whitespace)

    def tokens_in_types(self, types: Collection[str], name: str | None = None) -> Datasource:
        """Return the datasource of the tokens of the given classes."""
        return in_types(self.tokens, types, f"{self.prefix}.tokens_in_types", name)

    def tokens_matching(
        self, regex: Regex, name: str | None = None, regex_flags: int = re.IGNORECASE
    ) -> Datasource:
        """Return the datasource of the tokens whose beginning matches."""
        return matching(self.tokens, regex, f"{self.prefix}.tokens_matching", name, regex_flags)
