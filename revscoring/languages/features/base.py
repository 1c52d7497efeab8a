"""Bases of the feature sets of a language: a text, its changes, and functions that are called once a word."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

from ...datasources import Datasource
from ...features.wikitext import ChangeSet, TableRow, TextSet, shortcuts
from ...features.wikitext.datasources import Diff, Revision
from ...text.cache import WordCache
from ...text.counts import LowerTable, Table

__all__ = [
    "LanguageChanges",
    "LanguageText",
    "WordFunction",
    "excluded",
    "held",
    "language_of",
    "listed",
    "word_predicate",
]

T = TypeVar("T")


class LanguageText(TextSet):
    """The datasources of a text, its parent and the diff that a language makes from its wikitext.

    Parameters
    ----------
    name : str
        The prefix of the names.
    source : object
        What the language knows: a predicate of words, a stemmer or a finder of matches.
    wikitext : revscoring.features.wikitext.datasources.Revision
        The datasources of the wikitext.
    """

    changes_type: type[LanguageChanges]
    parent: LanguageText
    #: What stands between the prefix and "parent" in names.
    separator = "."

    def __init__(self, name: str, source: Any, wikitext: Revision) -> None:
        super().__init__(name)
        self.source = source
        self._wikitext = wikitext
        self.analysis = wikitext.analysis
        self.prepare()
        self.make_rows()
        if hasattr(wikitext, "parent"):
            self.parent = type(self)(f"{name}{self.separator}parent", source, wikitext.parent)
        if hasattr(wikitext, "diff"):
            self.diff = self.changes_type(f"{name}.diff", self, wikitext.diff)

    def prepare(self) -> None:
        """Set what the rows need."""

    @property
    def wikitext(self) -> Revision:
        """The datasources of the wikitext."""
        return self._wikitext


class LanguageChanges(ChangeSet):
    """The datasources of what an edit changed that a language makes from the diff of the wikitext."""

    def __init__(self, name: str, revision: LanguageText, wikitext: Diff) -> None:
        super().__init__(name, revision.parent, revision)
        self.source = revision.source
        self._wikitext = wikitext
        self.change = wikitext.change
        old, new = revision.parent.analysis, revision.analysis
        if new is not revision.wikitext.analysis and old is not None and new is not None:
            self.change = shortcuts.change_of(old, new)
        self.make_rows()

    @property
    def wikitext(self) -> Diff:
        """The datasources of the diff of the wikitext."""
        return self._wikitext


def listed(make: Callable[[Any, str], Datasource], table: Callable[[Any], Table[str]]) -> TableRow:
    """A list of items of a text, which a table counts."""

    def make_counted(owner: LanguageText, name: str) -> Datasource:
        items = make(owner, name)
        if owner.analysis is not None:
            items.measures = shortcuts.total(table(owner), owner.analysis)
        return items

    return TableRow(make_counted, table)


class WordFunction(Generic[T]):
    """A function of words with a cache, called once per distinct word.

    Attributes
    ----------
    known : WordCache
        Word → value.
    """

    def __init__(self, function: Callable[[str], T]) -> None:
        self.function = function
        self.known: WordCache[T] = WordCache(function)

    def __call__(self, word: str) -> T:
        return self.known[word]

    def __reduce__(self) -> tuple[type[WordFunction[T]], tuple[Callable[[str], T]]]:
        return WordFunction, (self.function,)


def _holds(predicate: Callable[[str], object], word: str) -> bool:
    return bool(predicate(str(word)))


def word_predicate(predicate: Callable[[str], object]) -> WordFunction[bool]:
    """Return a predicate that is called once per distinct word."""
    return WordFunction(partial(_holds, predicate))


def held(owner: LanguageText | LanguageChanges) -> Table[str]:
    """Return the table, in lower case, of the words for which the predicate of a set holds."""
    return LowerTable(owner.source.known, True)


def excluded(owner: LanguageText | LanguageChanges) -> Table[str]:
    """Return the table, in lower case, of the words for which the predicate of a set does not hold."""
    return LowerTable(owner.source.known, False)


def language_of(name: str) -> str:
    """Return the language in the name of a set.

    Examples
    --------
    >>> language_of("english.dictionary")
    'English'
    """
    return name.partition(".")[0].capitalize()
