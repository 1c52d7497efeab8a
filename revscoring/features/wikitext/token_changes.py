"""Datasources of the diff of two texts: what was added and removed, and how frequency tables changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

from ...datasources import Datasource
from ...datasources.meta import filters, frequencies, indexable
from ...dependencies import Intermediate, Shortcut
from ...text.diff import Edit, Operation, diff
from ...text.tokens import MatchableSegment, Segment, Token, is_uppercase_word, supply_tokens
from ..rows import Row, RowSet
from . import shortcuts
from .dialects import MARKUP, PUNCTUATION, Dialect
from .tokens import Regex, TableRow, TextSet, TokenSet, in_types, is_in_types, matching

Operations = tuple[list[Operation], Sequence[Token], Sequence[Token]]
Collect = Callable[[Iterable[Sequence[Token]]], Sequence[str]]


def operations_of(
    autojunk: bool,
    a_segments: Sequence[Segment],
    b_segments: Sequence[Segment],
    a: Sequence[Token],
    b: Sequence[Token],
) -> Operations:
    """Return the operations of the diff of two texts, and their tokens."""
    supply_tokens(a_segments, a)
    supply_tokens(b_segments, b)
    return diff(a_segments, b_segments, autojunk), a, b


def _stretches(name: str, operations: Operations) -> list[Sequence[Token]]:
    """Return the tokens of each operation of one name."""
    steps, a, b = operations
    if name == "insert":
        return [b[step.b1 : step.b2] for step in steps if step.name == name]
    return [a[step.a1 : step.a2] for step in steps if step.name == name]


def _texts(stretches: Iterable[Sequence[Token]]) -> list[str]:
    return ["".join(tokens) for tokens in stretches]


def _tokens(stretches: Iterable[Sequence[Token]]) -> list[Token]:
    return [token for tokens in stretches for token in tokens]


def _collect(collect: Collect, operation: str, operations: Operations) -> Sequence[str]:
    return collect(_stretches(operation, operations))


def _collect_known(collect: Collect, attribute: str, edit: Edit) -> Sequence[str]:
    return collect(getattr(edit, attribute))


def set_differences(
    a: Iterable[MatchableSegment], b: Iterable[MatchableSegment]
) -> tuple[set[MatchableSegment], set[MatchableSegment]]:
    """Return what only the first has, and what only the second has."""
    first, second = set(a), set(b)
    return first - second, second - first


class ChangeSet(RowSet):
    """Base of the sets of datasources of what changed from an old text to a new one.

    Parameters
    ----------
    name : str
        The prefix of the names.
    old, new : RowSet
        The datasources of the texts.

    Attributes
    ----------
    change : Intermediate, optional
        The change of the counts, if there are shortcuts from it.
    """

    is_evidence = True
    change: Intermediate | None

    def __init__(self, name: str, old: TextSet, new: TextSet) -> None:
        super().__init__(name)
        self._old, self._new = old, new

    def old(self, row: Row[Datasource]) -> Datasource:
        """Return the node of a row of the old text."""
        return row.of(self._old)

    def new(self, row: Row[Datasource]) -> Datasource:
        """Return the node of a row of the new text."""
        return row.of(self._new)


def delta(frequency: TableRow) -> TableRow:
    """The changes of a frequency table."""

    def make(owner: ChangeSet, name: str) -> Datasource:
        changes = frequencies.delta(owner.old(frequency), owner.new(frequency), name=name)
        if owner.change is not None:
            changes.shortcut = shortcuts.delta(frequency.table(owner), owner.change)
        return changes

    return TableRow(make, frequency.table)


def prop_delta(frequency: TableRow, changes: TableRow) -> TableRow:
    """The changes of a frequency table, each as a share of the old number of its item."""

    def make(owner: ChangeSet, name: str) -> Datasource:
        shares = frequencies.prop_delta(owner.old(frequency), changes.of(owner), name=name)
        if owner.change is not None:
            shares.shortcut = shortcuts.prop_delta(frequency.table(owner), owner.change)
        return shares

    row = TableRow(make, frequency.table)
    row.unit = "ratio"
    return row


def _operations(owner: TokenChangeSet, name: str) -> Datasource:
    paragraphs, tokens = TokenSet.paragraphs_sentences_and_whitespace, TokenSet.tokens
    return Datasource(
        name,
        partial(operations_of, owner.dialect.autojunk),
        depends_on=[owner.old(paragraphs), owner.new(paragraphs), owner.old(tokens), owner.new(tokens)],
    )


def of_operations(collect: Collect, operation: str, attribute: str) -> Row[Datasource]:
    """What is collected from the tokens of the operations of one name, an attribute of the `Edit`."""

    def make(owner: TokenChangeSet, name: str) -> Datasource:
        items = Datasource(name, partial(_collect, collect, operation), depends_on=[owner.operations])
        if owner.edit is not None:
            items.shortcut = Shortcut(partial(_collect_known, collect, attribute), (owner.edit,))
        return items

    return Row(make)


def of_types(tokens: Row[Datasource], *classes: str) -> Row[Datasource]:
    """The tokens of the given classes."""

    def make(owner: TokenChangeSet, name: str) -> Datasource:
        types = owner.dialect.types(classes)
        return filters.filter(partial(is_in_types, types), tokens.of(owner), name=name)

    return Row(make)


def uppercase(words: Row[Datasource]) -> Row[Datasource]:
    """The words in capital letters."""
    return Row(lambda owner, name: filters.filter(is_uppercase_word, words.of(owner), name=name))


def item(index: int, pair: Row[Datasource]) -> Row[Datasource]:
    """The item of a pair at an index."""
    return Row(lambda owner, name: indexable.index(index, pair.of(owner), name=name))


class TokenChangeSet(ChangeSet):
    """What an edit added and removed, and how the frequency tables of the token classes changed.

    Attributes
    ----------
    edit : Intermediate, optional
        The `Edit`, if there are shortcuts from it.
    """

    dialect: Dialect
    edit: Intermediate | None

    operations = Row(_operations)
    segments_added = of_operations(_texts, "insert", "tokens_added")
    segments_removed = of_operations(_texts, "delete", "tokens_removed")
    tokens_added = of_operations(_tokens, "insert", "tokens_added")
    tokens_removed = of_operations(_tokens, "delete", "tokens_removed")
    numbers_added = of_types(tokens_added, "number")
    numbers_removed = of_types(tokens_removed, "number")
    whitespaces_added = of_types(tokens_added, "whitespace")
    whitespaces_removed = of_types(tokens_removed, "whitespace")
    markups_added = of_types(tokens_added, *MARKUP)
    markups_removed = of_types(tokens_removed, *MARKUP)
    cjks_added = of_types(tokens_added, "cjk")
    cjks_removed = of_types(tokens_removed, "cjk")
    entities_added = of_types(tokens_added, "entity")
    entities_removed = of_types(tokens_removed, "entity")
    urls_added = of_types(tokens_added, "url")
    urls_removed = of_types(tokens_removed, "url")
    words_added = of_types(tokens_added, "word")
    words_removed = of_types(tokens_removed, "word")
    uppercase_words_added = uppercase(words_added)
    uppercase_words_removed = uppercase(words_removed)
    punctuations_added = of_types(tokens_added, *PUNCTUATION)
    punctuations_removed = of_types(tokens_removed, *PUNCTUATION)
    breaks_added = of_types(tokens_added, "break")
    breaks_removed = of_types(tokens_removed, "break")

    token_delta = delta(TokenSet.token_frequency)
    token_prop_delta = prop_delta(TokenSet.token_frequency, token_delta)
    number_delta = delta(TokenSet.number_frequency)
    number_prop_delta = prop_delta(TokenSet.number_frequency, number_delta)
    whitespace_delta = delta(TokenSet.whitespace_frequency)
    whitespace_prop_delta = prop_delta(TokenSet.whitespace_frequency, whitespace_delta)
    markup_delta = delta(TokenSet.markup_frequency)
    markup_prop_delta = prop_delta(TokenSet.markup_frequency, markup_delta)
    cjk_delta = delta(TokenSet.cjk_frequency)
    cjk_prop_delta = prop_delta(TokenSet.cjk_frequency, cjk_delta)
    entity_delta = delta(TokenSet.entity_frequency)
    entity_prop_delta = prop_delta(TokenSet.entity_frequency, entity_delta)
    url_delta = delta(TokenSet.url_frequency)
    url_prop_delta = prop_delta(TokenSet.url_frequency, url_delta)
    word_delta = delta(TokenSet.word_frequency)
    word_prop_delta = prop_delta(TokenSet.word_frequency, word_delta)
    uppercase_word_delta = delta(TokenSet.uppercase_word_frequency)
    uppercase_word_prop_delta = prop_delta(TokenSet.uppercase_word_frequency, uppercase_word_delta)
    punctuation_delta = delta(TokenSet.punctuation_frequency)
    punctuation_prop_delta = prop_delta(TokenSet.punctuation_frequency, punctuation_delta)
    break_delta = delta(TokenSet.break_frequency)
    break_prop_delta = prop_delta(TokenSet.break_frequency, break_delta)

    sentences_added_removed = Row(
        lambda owner, name: Datasource(
            name, set_differences, depends_on=[owner.new(TokenSet.sentences), owner.old(TokenSet.sentences)]
        )
    )
    sentences_added = item(0, sentences_added_removed)
    sentences_removed = item(1, sentences_added_removed)

    def tokens_added_matching(
        self, regex: Regex, name: str | None = None, regex_flags: int = re.IGNORECASE
    ) -> Datasource:
        """Return the datasource of the tokens added whose beginning matches."""
        return matching(self.tokens_added, regex, f"{self.prefix}.tokens_added_matching", name, regex_flags)

    def tokens_removed_matching(
        self, regex: Regex, name: str | None = None, regex_flags: int = re.IGNORECASE
    ) -> Datasource:
        """Return the datasource of the tokens removed whose beginning matches."""
        prefix = f"{self.prefix}.tokens_removed_matching"
        return matching(self.tokens_removed, regex, prefix, name, regex_flags)

    def tokens_added_in_types(self, types: Collection[str], name: str | None = None) -> Datasource:
        """Return the datasource of the tokens added that are of the given classes."""
        return in_types(self.tokens_added, types, f"{self.prefix}.tokens_added_in_types", name)

    def tokens_removed_in_types(self, types: Collection[str], name: str | None = None) -> Datasource:
        """Return the datasource of the tokens removed that are of the given classes."""
        return in_types(self.tokens_removed, types, f"{self.prefix}.tokens_removed_in_types", name)
