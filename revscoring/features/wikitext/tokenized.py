"""Datasources of the tokens of a text: lists and frequency tables per token class, and segments."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any

from ...datasources import Datasource
from ...datasources.meta import filters, frequencies, indexable, mappers
from ...dependencies import DependentSet, Kernel, Shortcut
from ...text.counts import LowerTable, Table, TokenTable
from ...text.tokens import MatchableSegment, Segment, Token, is_uppercase_word, segment
from ..meta.bools import as_set, show_set
from . import shortcuts as kernels
from .classes import COMPATIBLE, TOKEN_CLASSES, Dialect

__all__ = ["TokenIsInTypes", "add_change_tables", "add_sentence_changes", "add_tokens", "tokenized"]


class TokenIsInTypes:
    """The predicate of tokens of some classes; its `filter` tells of one token.

    Parameters
    ----------
    types : collection of str
        The classes; see `revscoring.text.tokens.CLASSES`.
    """

    def __init__(self, types: Collection[str]) -> None:
        self.types = as_set(types)

    def filter(self, token: Token) -> bool:
        """Tell whether a token is of one of the classes."""
        return token.type in self.types

    __call__ = filter


def _tokenize(split: Callable[[str], list[Token]], text: str | None) -> list[Token]:
    return split(text or "")


def tokenized(text_datasource: Any, name: str | None = None, dialect: Dialect = COMPATIBLE) -> Datasource:
    """Return the datasource of the tokens of a text; None is taken as the empty text.

    Parameters
    ----------
    text_datasource : Datasource
        The text.
    name : str, optional
        By default ``tokenized(text)``.
    dialect : Dialect
        How to split it.
    """
    return Datasource(
        f"tokenized({text_datasource})" if name is None else name,
        partial(_tokenize, dialect.tokenize),
        depends_on=[text_datasource],
    )


def sentences_of(segments: Iterable[Segment]) -> list[MatchableSegment]:
    """Return the sentences in the paragraphs of a text."""
    return [
        part
        for paragraph in segments
        if isinstance(paragraph, MatchableSegment)
        for part in paragraph.parts
        if isinstance(part, MatchableSegment)
    ]


def set_differences(a: Iterable[Any], b: Iterable[Any]) -> tuple[set[Any], set[Any]]:
    """Return what only the first has, and what only the second has."""
    first, second = set(a), set(b)
    return first - second, second - first


def token_table(plural: str) -> Table:
    """Return the frequency table of a token class: words count in lower case."""
    return LowerTable() if plural == "words" else TokenTable(TOKEN_CLASSES[plural].types)


def add_tokens(datasources: Any, name: str, analysis: Kernel, dialect: Dialect) -> None:
    """Hang the tokens of a text, their lists and tables, and its segments on a set.

    What is known of a text by `revscoring.text.counts` is so in the compatible dialect: only there
    are shortcuts.
    """
    known = dialect is COMPATIBLE
    datasources.tokens = tokens = tokenized(datasources.text, None if known else f"{name}.tokens", dialect)
    datasources.token_frequency = frequencies.table(tokens, name=f"{name}.token_frequency")
    if known:
        tokens.measures = kernels.count_measures(analysis, None)
        datasources.token_frequency.shortcut = kernels.table_shortcuts(TokenTable(), analysis)["frequency"]
    for plural, row in dialect.classes.items():
        if plural == "uppercase_words":
            items: Datasource = filters.filter(is_uppercase_word, datasources.words, name=f"{name}.{plural}")
        else:
            items = filters.filter(TokenIsInTypes(row.types).filter, tokens, name=f"{name}.{plural}")
        setattr(datasources, plural, items)
        counted = mappers.lower_case(items) if plural == "words" else items
        table = frequencies.table(counted, name=f"{name}.{row.singular}_frequency")
        if known:
            items.measures = kernels.count_measures(analysis, row.types)
            table.shortcut = kernels.table_shortcuts(token_table(plural), analysis)["frequency"]
        setattr(datasources, f"{row.singular}_frequency", table)
    datasources.paragraphs_sentences_and_whitespace = Datasource(
        f"{name}.paragraphs_sentences_and_whitespace", segment, depends_on=[tokens]
    )
    if known:
        datasources.paragraphs_sentences_and_whitespace.shortcut = Shortcut(kernels.segments, (analysis,))
    datasources.sentences = Datasource(
        f"{name}.sentences",
        sentences_of,
        depends_on=[datasources.paragraphs_sentences_and_whitespace],
    )


def add_change_tables(
    diff: Any, name: str, parent: Any, current: Any, change: Kernel, dialect: Dialect
) -> None:
    """Hang the deltas of the frequency tables on the set of a diff."""
    tables: dict[str, Table] = {"token": TokenTable()}
    tables.update((row.singular, token_table(plural)) for plural, row in TOKEN_CLASSES.items())
    for singular, table in tables.items():
        old = getattr(parent, f"{singular}_frequency")
        delta = frequencies.delta(
            old, getattr(current, f"{singular}_frequency"), name=f"{name}.{singular}_delta"
        )
        prop_delta = frequencies.prop_delta(old, delta, name=f"{name}.{singular}_prop_delta")
        if dialect is COMPATIBLE:
            shortcuts = kernels.table_shortcuts(table, change)
            delta.shortcut, prop_delta.shortcut = shortcuts["delta"], shortcuts["prop_delta"]
        setattr(diff, f"{singular}_delta", delta)
        setattr(diff, f"{singular}_prop_delta", prop_delta)


def add_sentence_changes(diff: Any, name: str, parent: Any, current: Any) -> None:
    """Hang the sentences that only one of the texts has on the set of a diff."""
    diff.sentences_added_removed = Datasource(
        f"{name}.sentences_added_removed",
        set_differences,
        depends_on=[current.sentences, parent.sentences],
    )
    for i, word in enumerate(("sentences_added", "sentences_removed")):
        setattr(diff, word, indexable.index(i, diff.sentences_added_removed, name=f"{name}.{word}"))


class TokenFactories(DependentSet):
    """The makers of datasources of some tokens of a text."""

    tokens: Datasource

    def tokens_in_types(self, types: Collection[str], name: str | None = None) -> Datasource:
        """Return the datasource of the tokens of some classes."""
        types = as_set(types)
        if name is None:
            name = f"{self._name}.tokens_in_types({show_set(types)})"
        return filters.filter(TokenIsInTypes(types).filter, self.tokens, name=name)

    def tokens_matching(
        self, regex: str | re.Pattern[str], name: str | None = None, regex_flags: int = re.IGNORECASE
    ) -> Datasource:
        """Return the datasource of the tokens whose beginning matches."""
        return matching(self, "tokens_matching", regex, self.tokens, name, regex_flags)


def matching(
    owner: Any,
    word: str,
    regex: str | re.Pattern[str],
    strings: Any,
    name: str | None,
    flags: int = re.IGNORECASE,
) -> Datasource:
    """Return the datasource of the strings whose beginning matches, named after its pattern."""
    pattern = re.compile(regex, flags) if isinstance(regex, str) else regex
    if name is None:
        name = f"{owner._name}.{word}({pattern.pattern})"
    return filters.regex_matching(pattern, strings, name=name)
