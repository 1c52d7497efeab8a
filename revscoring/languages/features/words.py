"""What the sets of words have in common: lists of words for which something holds, and their tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ...datasources.meta import frequencies, mappers
from ...dependencies import DependentSet
from ...features.meta import aggregators
from ...features.wikitext import shortcuts as kernels
from ...features.wikitext.features import add_delta_features
from ...text.cache import WordCache
from ...text.counts import LowerTable, Table

__all__ = [
    "Kind",
    "RevisionFeatures",
    "WordPredicate",
    "add_change",
    "add_counted",
    "lower_table",
]


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


def lower_table(predicate: WordPredicate, wanted: bool) -> LowerTable:
    """Return the table, in lower case, of the words for which a predicate holds or does not."""
    return LowerTable(predicate.known, wanted)


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


class Kind(NamedTuple):
    """What the features of a kind of sets are made from.

    Attributes
    ----------
    lists : tuple of str
        The lists that are counted, as in ``stopwords`` and ``stopwords_added``.
    tables : tuple of str
        The tables whose deltas are summed, as in ``stopword_delta_sum``.
    returns : type
        The type of the sums of deltas.
    """

    lists: tuple[str, ...]
    tables: tuple[str, ...]
    returns: type = int


class RevisionFeatures(DependentSet):
    """The numbers of items of a kind in a text, its parent and the diff.

    Parameters
    ----------
    name : str
        The prefix of the names.
    datasources : DependentSet
        What is counted, also kept as `datasources`.
    kind : Kind
        What to count.
    """

    def __init__(self, name: str, datasources: Any, kind: Kind) -> None:
        super().__init__(name)
        self.datasources = datasources
        self._count(name, datasources, kind)
        if hasattr(datasources, "parent"):
            self.parent = type(self)(f"{name}.parent", datasources.parent, kind)
        if hasattr(datasources, "diff"):
            self.diff = DiffFeatures(f"{name}.diff", datasources.diff, kind)

    def _count(self, name: str, datasources: Any, kind: Kind) -> None:
        for items in kind.lists:
            setattr(self, items, aggregators.len(getattr(datasources, items)))


class DiffFeatures(DependentSet):
    """The numbers of items of a kind that were added and removed, and their deltas."""

    def __init__(self, name: str, datasources: Any, kind: Kind) -> None:
        super().__init__(name)
        self.datasources = datasources
        for items in kind.lists:
            for word in ("added", "removed"):
                attribute = f"{items}_{word}"
                setattr(self, attribute, aggregators.len(getattr(datasources, attribute)))
        for table in kind.tables:
            add_delta_features(self, name, datasources, table, kind.returns)
