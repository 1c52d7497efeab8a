"""`Stopwords`: the words of a text that are stop words of a language, and those that are not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from ....datasources.meta import filters
from ....dependencies import DependentSet
from ....features.wikitext import revision as wikitext_revision
from ..words import Kind, RevisionFeatures, WordPredicate, add_change, add_counted, lower_table

__all__ = ["DependentSet", "Stopwords", "WordIsInStopwordSet"]

_LISTS = ("stopwords", "non_stopwords")
_SINGULARS = ("stopword", "non_stopword")


class WordIsInStopwordSet:
    """The predicate of words whose lower-case form is a stop word.

    Parameters
    ----------
    stopword_set : collection of str
        The stop words, in lower case.
    cleanup : callable, optional
        What to do with a word first.

    Examples
    --------
    >>> WordIsInStopwordSet({"the"})("The")
    True
    """

    def __init__(self, stopword_set: Collection[str], cleanup: Callable[[str], str] | None = None) -> None:
        self.stopword_set = frozenset(stopword_set) if isinstance(stopword_set, list) else stopword_set
        self.cleanup = cleanup

    def __call__(self, word: str) -> bool:
        return (word if self.cleanup is None else self.cleanup(word)).lower() in self.stopword_set


class Stopwords(DependentSet):
    """The stop words of a text.

    Parameters
    ----------
    name : str
        The prefix of the names, such as "english.stopwords".
    stopword_set : collection of str
        The stop words, in lower case.
    cleanup : callable, optional
        What to do with a word first.

    Attributes
    ----------
    revision : DependentSet
        ``stopwords``, ``non_stopwords``, with ``parent``, ``diff`` and ``datasources``.
    """

    def __init__(
        self, name: str, stopword_set: Collection[str], cleanup: Callable[[str], str] | None = None
    ) -> None:
        super().__init__(name)
        self.stopword_set = stopword_set
        is_stopword = WordPredicate(WordIsInStopwordSet(stopword_set, cleanup))
        datasources = Revision(f"{name}.revision", is_stopword, wikitext_revision.datasources)
        self.revision = RevisionFeatures(f"{name}.revision", datasources, Kind(_LISTS, _SINGULARS))


class Revision(DependentSet):
    """The datasources of stop words of a text, its parent and the diff.

    The names of the parent's datasources have no dot before "parent", as ever.
    """

    def __init__(self, name: str, is_stopword: WordPredicate, wikitext: Any) -> None:
        super().__init__(name)
        self.stopwords = filters.filter(is_stopword, wikitext.words, name=f"{name}.stopwords")
        self.non_stopwords = filters.filter(
            is_stopword, wikitext.words, inverse=True, name=f"{name}.non_stopwords"
        )
        for plural, singular, wanted in zip(_LISTS, _SINGULARS, (True, False), strict=True):
            table = lower_table(is_stopword, wanted)
            add_counted(self, name, plural, singular, table, wikitext._analysis)
        if hasattr(wikitext, "parent"):
            self.parent = Revision(f"{name}parent", is_stopword, wikitext.parent)
        if hasattr(wikitext, "diff"):
            self.diff = Diff(f"{name}.diff", is_stopword, wikitext.diff, self)


class Diff(DependentSet):
    """The datasources of stop words that were added and removed."""

    def __init__(self, name: str, is_stopword: WordPredicate, wikitext_diff: Any, revision: Any) -> None:
        super().__init__(name)
        for word in ("added", "removed"):
            words = getattr(wikitext_diff, f"words_{word}")
            for plural, inverse in zip(_LISTS, (False, True), strict=True):
                attribute = f"{plural}_{word}"
                setattr(
                    self, attribute, filters.filter(is_stopword, words, inverse, name=f"{name}.{attribute}")
                )
        for singular, wanted in zip(_SINGULARS, (True, False), strict=True):
            table = lower_table(is_stopword, wanted)
            add_change(self, name, singular, table, revision, wikitext_diff._change)
