"""`Dictionary`: the words of a text that a spelling dictionary knows, and those that it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ....datasources import Datasource
from ....datasources.meta import filters, mappers
from ....dependencies import DependentSet
from ....features.wikitext import revision as wikitext_revision
from ..words import Kind, RevisionFeatures, WordPredicate, add_change, add_counted, lower_table

__all__ = ["DependentSet", "Dictionary", "dict_splitter"]

_LISTS = ("dict_words", "non_dict_words")
_SINGULARS = ("dict_word", "non_dict_word")


class Dictionary(DependentSet):
    """The words that a spelling dictionary knows.

    Parameters
    ----------
    name : str
        The prefix of the names, such as "english.dictionary".
    dictionary_check : callable
        Tells whether a word, in its original case, is known.

    Attributes
    ----------
    revision : DependentSet
        ``dict_words``, ``non_dict_words``, with ``parent``, ``diff`` and ``datasources``.
    """

    def __init__(self, name: str, dictionary_check: Callable[[str], Any]) -> None:
        super().__init__(name)
        self.dictionary_check = dictionary_check
        known = WordPredicate(dictionary_check)
        datasources = Revision(f"{name}.revision", known, wikitext_revision.datasources)
        self.revision = RevisionFeatures(f"{name}.revision", datasources, Kind(_LISTS, _SINGULARS))


class dict_splitter(Datasource):
    """Splits words into those that are known and those that are not.

    Parameters
    ----------
    name : str
        The name.
    dictionary_check : callable
        Tells whether a word is known.
    words_datasource : Datasource
        The words.
    """

    def __init__(self, name: str, dictionary_check: Callable[[str], Any], words_datasource: Any) -> None:
        super().__init__(name, depends_on=[words_datasource])
        self.dictionary_check = dictionary_check

    def process(self, words: Iterable[str]) -> tuple[list[str], list[str]]:
        """Split the words."""
        known: list[str] = []
        unknown: list[str] = []
        for word in words:
            (known if self.dictionary_check(word) else unknown).append(word)
        return known, unknown


def _known(split: tuple[list[str], list[str]]) -> list[str]:
    return split[0]


def _unknown(split: tuple[list[str], list[str]]) -> list[str]:
    return split[1]


class Revision(DependentSet):
    """The datasources of known and unknown words of a text, its parent and the diff."""

    def __init__(self, name: str, known: WordPredicate, wikitext: Any) -> None:
        super().__init__(name)
        self.dict_split = dict_splitter(f"{name}.dict_split", known, wikitext.words)
        self.dict_words = Datasource(f"{name}.dict_words", _known, depends_on=[self.dict_split])
        self.non_dict_words = Datasource(f"{name}.non_dict_words", _unknown, depends_on=[self.dict_split])
        tables = [lower_table(known, wanted) for wanted in (True, False)]
        for plural, singular, table in zip(_LISTS, _SINGULARS, tables, strict=True):
            add_counted(self, name, plural, singular, table, wikitext._analysis)
        if hasattr(wikitext, "parent"):
            self.parent = Revision(f"{name}.parent", known, wikitext.parent)
        if hasattr(wikitext, "diff"):
            self.diff = Diff(f"{name}.diff", known, wikitext.diff, self)


class Diff(DependentSet):
    """The datasources of known and unknown words that were added and removed."""

    def __init__(self, name: str, known: WordPredicate, wikitext_diff: Any, revision: Any) -> None:
        super().__init__(name)
        for word in ("added", "removed"):
            words = mappers.map(str, getattr(wikitext_diff, f"words_{word}"))
            for plural, inverse in zip(_LISTS, (False, True), strict=True):
                attribute = f"{plural}_{word}"
                setattr(self, attribute, filters.filter(known, words, inverse, name=f"{name}.{attribute}"))
        for singular, wanted in zip(_SINGULARS, (True, False), strict=True):
            table = lower_table(known, wanted)
            add_change(self, name, singular, table, revision, wikitext_diff._change)
