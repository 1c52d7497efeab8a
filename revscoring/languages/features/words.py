"""What the sets of words have in common: lists of words for which something holds, and their tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...datasources.meta import frequencies, mappers
from ...features.meta import aggregators
from ...features.wikitext import kernels
from ...features.wikitext.features import add_delta_features
from ...text.cache import WordCache
from ...text.change import LowerTable, Table, TokenTable

__all__ = ["WordPredicate", "add_change", "add_counted", "lower_table", "word_table"]


class WordPredicate:
    """A predicate of words that asks once per distinct word.

    Parameters
    ----------
    holds : callable
        Tells of one word.
    """

    def __init__(self, holds: Callable[[str], Any]) -> None:
        self.holds = holds
        self.known: WordCache[bool] = WordCache(self._ask)

    def _ask(self, word: str) -> bool:
        return bool(self.holds(str(word)))

    def __call__(self, word: str) -> bool:
        return self.known[word]

    def __reduce__(self) -> tuple[Any, ...]:
        return WordPredicate, (self.holds,)


_WORDS = frozenset({"word"})


def lower_table(predicate: WordPredicate, wanted: bool) -> LowerTable:
    """Return the table, in lower case, of the words for which a predicate holds or does not."""
    return LowerTable(predicate.known, wanted)


def word_table(item_of: Callable[[str], Any]) -> TokenTable:
    """Return the table of the words of a text, counted as something."""
    return TokenTable(_WORDS, item_of)


def add_counted(datasources: Any, name: str, plural: str, singular: str, table: Table, analysis: Any) -> None:
    """Give a list of words its measures, and hang its frequency table on the set."""
    items = getattr(datasources, plural)
    items.measures = kernels.table_measures(table, analysis)
    frequency = frequencies.table(mappers.lower_case(items), name=f"{name}.{singular}_frequency")
    frequency.shortcut = kernels.table_shortcuts(table, analysis)["frequency"]
    setattr(datasources, f"{singular}_frequency", frequency)


def add_change(datasources: Any, name: str, singular: str, table: Table, revision: Any, change: Any) -> None:
    """Hang the delta and prop_delta of a frequency table on the set of a diff."""
    old = getattr(revision.parent, f"{singular}_frequency")
    delta = frequencies.delta(
        old, getattr(revision, f"{singular}_frequency"), name=f"{name}.{singular}_delta"
    )
    prop_delta = frequencies.prop_delta(old, delta, name=f"{name}.{singular}_prop_delta")
    shortcuts = kernels.table_shortcuts(table, change)
    delta.shortcut, prop_delta.shortcut = shortcuts["delta"], shortcuts["prop_delta"]
    setattr(datasources, f"{singular}_delta", delta)
    setattr(datasources, f"{singular}_prop_delta", prop_delta)


def add_lengths(features: Any, datasources: Any, attributes: list[str]) -> None:
    """Hang the lengths of lists on a set of features, under their default names."""
    for attribute in attributes:
        setattr(features, attribute, aggregators.len(getattr(datasources, attribute)))


def add_deltas(features: Any, name: str, datasources: Any, singulars: list[str], returns: type) -> None:
    """Hang the sums, increases and decreases of deltas on a set of features."""
    for singular in singulars:
        add_delta_features(features, name, datasources, singular, returns)
