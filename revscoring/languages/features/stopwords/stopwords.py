"""`Stopwords`: the words of a text that are stop words of a language, and those that are not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from ....datasources import Datasource
from ....datasources.meta import filters
from ....dependencies import DependentSet
from ....features.rows import FeatureSet, RevisionFeatures, Row, change, count, gain, loss
from ....features.wikitext import datasources as wikitext
from ....features.wikitext import delta, frequency, prop_delta, revision
from ..base import (
    LanguageChanges,
    LanguageText,
    WordFunction,
    excluded,
    held,
    language_of,
    listed,
    word_predicate,
)

__all__ = ["Stopwords"]


def is_stopword(stopword_set: Collection[str], cleanup: Callable[[str], str] | None, word: str) -> bool:
    """Tell whether the lower-case form of a word is a stop word.

    Examples
    --------
    >>> is_stopword({"the"}, None, "The")
    True
    """
    return (word if cleanup is None else cleanup(word)).lower() in stopword_set


def _stopwords(owner: Revision, name: str) -> Datasource:
    return filters.filter(owner.source, owner.wikitext.words, name=name)


def _non_stopwords(owner: Revision, name: str) -> Datasource:
    return filters.filter(owner.source, owner.wikitext.words, inverse=True, name=name)


def _changed(words: Row[Datasource], inverse: bool) -> Row[Datasource]:
    """The words of a change that are stop words, or those that are not."""
    return Row(lambda owner, name: filters.filter(owner.source, words.of(owner.wikitext), inverse, name=name))


class Revision(LanguageText):
    """The datasources of stop words of a text, its parent and the diff.

    The names of the parent's datasources have no dot before "parent", as in 2.x.
    """

    source: WordFunction[bool]
    diff: Diff
    separator = ""

    stopwords = listed(_stopwords, held)
    non_stopwords = listed(_non_stopwords, excluded)
    stopword_frequency = frequency(stopwords, lower=True)
    non_stopword_frequency = frequency(non_stopwords, lower=True)


class Diff(LanguageChanges):
    """The datasources of stop words that were added and removed."""

    source: WordFunction[bool]

    stopwords_added = _changed(wikitext.Diff.words_added, False)
    stopwords_removed = _changed(wikitext.Diff.words_removed, False)
    non_stopwords_added = _changed(wikitext.Diff.words_added, True)
    non_stopwords_removed = _changed(wikitext.Diff.words_removed, True)
    stopword_delta = delta(Revision.stopword_frequency)
    stopword_prop_delta = prop_delta(Revision.stopword_frequency, stopword_delta)
    non_stopword_delta = delta(Revision.non_stopword_frequency)
    non_stopword_prop_delta = prop_delta(Revision.non_stopword_frequency, non_stopword_delta)


Revision.changes_type = Diff


class StopwordDiffFeatures(FeatureSet):
    """The features of stop words that were added and removed."""

    datasources: Diff

    stopwords_added = count(Diff.stopwords_added, "{} stop words added")
    stopwords_removed = count(Diff.stopwords_removed, "{} stop words removed")
    non_stopwords_added = count(Diff.non_stopwords_added, "other {} words added")
    non_stopwords_removed = count(Diff.non_stopwords_removed, "other {} words removed")
    stopword_delta_sum = change(Diff.stopword_delta, "change in {} stop words", int)
    stopword_delta_increase = gain(Diff.stopword_delta, "more {} stop words", int)
    stopword_delta_decrease = loss(Diff.stopword_delta, "fewer {} stop words", int)
    stopword_prop_delta_sum = change(Diff.stopword_prop_delta, "relative change in {} stop words")
    stopword_prop_delta_increase = gain(Diff.stopword_prop_delta, "more {} stop words, relatively")
    stopword_prop_delta_decrease = loss(Diff.stopword_prop_delta, "fewer {} stop words, relatively")
    non_stopword_delta_sum = change(Diff.non_stopword_delta, "change in other {} words", int)
    non_stopword_delta_increase = gain(Diff.non_stopword_delta, "more other {} words", int)
    non_stopword_delta_decrease = loss(Diff.non_stopword_delta, "fewer other {} words", int)
    non_stopword_prop_delta_sum = change(Diff.non_stopword_prop_delta, "relative change in other {} words")
    non_stopword_prop_delta_increase = gain(Diff.non_stopword_prop_delta, "more other {} words, relatively")
    non_stopword_prop_delta_decrease = loss(Diff.non_stopword_prop_delta, "fewer other {} words, relatively")


class StopwordFeatures(RevisionFeatures):
    """The features of stop words of a text, its parent and the diff."""

    datasources: Revision
    parent: StopwordFeatures
    diff: StopwordDiffFeatures
    diff_type = StopwordDiffFeatures

    stopwords = count(Revision.stopwords, "number of {} stop words")
    non_stopwords = count(Revision.non_stopwords, "number of {} words other than stop words")


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
    revision : StopwordFeatures
        The features, with ``parent``, ``diff`` and ``datasources``.
    """

    def __init__(
        self, name: str, stopword_set: Collection[str], cleanup: Callable[[str], str] | None = None
    ) -> None:
        super().__init__(name)
        self.stopword_set = stopword_set
        words = frozenset(stopword_set) if isinstance(stopword_set, list) else stopword_set
        predicate = word_predicate(partial(is_stopword, words, cleanup))
        datasources = Revision(f"{name}.revision", predicate, revision.datasources)
        self.revision = StopwordFeatures(f"{name}.revision", datasources, language_of(name))
