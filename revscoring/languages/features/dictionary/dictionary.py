"""`Dictionary`: the words of a text that a spelling dictionary knows, and those that it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from operator import itemgetter
from typing import Any

from ....datasources import Datasource
from ....datasources.meta import filters, mappers
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

__all__ = ["Dictionary"]


def _split(is_known: Callable[[str], bool], words: Iterable[str]) -> tuple[list[str], list[str]]:
    """Split words into those that are known and those that are not."""
    known: list[str] = []
    unknown: list[str] = []
    for word in words:
        (known if is_known(word) else unknown).append(word)
    return known, unknown


def _make_split(owner: Revision, name: str) -> Datasource:
    return Datasource(name, partial(_split, owner.source), depends_on=[owner.wikitext.words])


def _changed(words: Row[Datasource], inverse: bool) -> Row[Datasource]:
    """The words of a change that are known, or those that are not."""

    def make(owner: Diff, name: str) -> Datasource:
        return filters.filter(owner.source, mappers.map(str, words.of(owner.wikitext)), inverse, name=name)

    return Row(make)


class Revision(LanguageText):
    """The datasources of known and unknown words of a text, its parent and the diff."""

    source: WordFunction[bool]
    diff: Diff

    dict_split = Row(_make_split)
    dict_words = listed(lambda owner, name: Datasource(name, itemgetter(0), [owner.dict_split]), held)
    non_dict_words = listed(lambda owner, name: Datasource(name, itemgetter(1), [owner.dict_split]), excluded)
    dict_word_frequency = frequency(dict_words, lower=True)
    non_dict_word_frequency = frequency(non_dict_words, lower=True)


class Diff(LanguageChanges):
    """The datasources of known and unknown words that were added and removed."""

    source: WordFunction[bool]

    dict_words_added = _changed(wikitext.Diff.words_added, False)
    dict_words_removed = _changed(wikitext.Diff.words_removed, False)
    non_dict_words_added = _changed(wikitext.Diff.words_added, True)
    non_dict_words_removed = _changed(wikitext.Diff.words_removed, True)
    dict_word_delta = delta(Revision.dict_word_frequency)
    dict_word_prop_delta = prop_delta(Revision.dict_word_frequency, dict_word_delta)
    non_dict_word_delta = delta(Revision.non_dict_word_frequency)
    non_dict_word_prop_delta = prop_delta(Revision.non_dict_word_frequency, non_dict_word_delta)


Revision.changes_type = Diff


class DictionaryDiffFeatures(FeatureSet):
    """The features of known and unknown words that were added and removed."""

    datasources: Diff

    dict_words_added = count(Diff.dict_words_added, "known {} words added")
    dict_words_removed = count(Diff.dict_words_removed, "known {} words removed")
    non_dict_words_added = count(Diff.non_dict_words_added, "unknown {} words added")
    non_dict_words_removed = count(Diff.non_dict_words_removed, "unknown {} words removed")
    dict_word_delta_sum = change(Diff.dict_word_delta, "change in known {} words", int)
    dict_word_delta_increase = gain(Diff.dict_word_delta, "more known {} words", int)
    dict_word_delta_decrease = loss(Diff.dict_word_delta, "fewer known {} words", int)
    dict_word_prop_delta_sum = change(Diff.dict_word_prop_delta, "relative change in known {} words")
    dict_word_prop_delta_increase = gain(Diff.dict_word_prop_delta, "more known {} words, relatively")
    dict_word_prop_delta_decrease = loss(Diff.dict_word_prop_delta, "fewer known {} words, relatively")
    non_dict_word_delta_sum = change(Diff.non_dict_word_delta, "change in unknown {} words", int)
    non_dict_word_delta_increase = gain(Diff.non_dict_word_delta, "more unknown {} words", int)
    non_dict_word_delta_decrease = loss(Diff.non_dict_word_delta, "fewer unknown {} words", int)
    non_dict_word_prop_delta_sum = change(
        Diff.non_dict_word_prop_delta, "relative change in unknown {} words"
    )
    non_dict_word_prop_delta_increase = gain(
        Diff.non_dict_word_prop_delta, "more unknown {} words, relatively"
    )
    non_dict_word_prop_delta_decrease = loss(
        Diff.non_dict_word_prop_delta, "fewer unknown {} words, relatively"
    )


class DictionaryFeatures(RevisionFeatures):
    """The features of known and unknown words of a text, its parent and the diff."""

    datasources: Revision
    parent: DictionaryFeatures
    diff: DictionaryDiffFeatures
    diff_type = DictionaryDiffFeatures

    dict_words = count(Revision.dict_words, "number of known {} words")
    non_dict_words = count(Revision.non_dict_words, "number of unknown {} words")


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
    revision : DictionaryFeatures
        The features, with ``parent``, ``diff`` and ``datasources``.
    """

    def __init__(self, name: str, dictionary_check: Callable[[str], Any]) -> None:
        super().__init__(name)
        self.dictionary_check = dictionary_check
        known = word_predicate(dictionary_check)
        datasources = Revision(f"{name}.revision", known, revision.datasources)
        self.revision = DictionaryFeatures(f"{name}.revision", datasources, language_of(name))
