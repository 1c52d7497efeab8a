"""`Dictionary`: the words of a text that a spelling dictionary knows, and those that it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ....datasources import Datasource
from ....datasources.meta import filters, mappers
from ....dependencies import Dependent, DependentSet
from ....features.rows import FeatureSet, RevisionFeatures, Row, change, gain, loss, number
from ....features.wikitext import datasources as wikitext
from ....features.wikitext import revision as wikitext_revision
from ....features.wikitext.token_changes import delta, prop_delta
from ....features.wikitext.tokens import frequency
from ..words import LanguageChanges, LanguageText, WordPredicate, excluded, held, language_of, listed

__all__ = ["DependentSet", "Dictionary", "dict_splitter"]


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

    def __init__(
        self, name: str, dictionary_check: Callable[[str], Any], words_datasource: Dependent
    ) -> None:
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


def _changed(words: Row[Datasource], inverse: bool) -> Row[Datasource]:
    """The words of a change that are known, or those that are not."""

    def make(owner: Diff, name: str) -> Datasource:
        return filters.filter(owner.source, mappers.map(str, words.of(owner.wikitext)), inverse, name=name)

    return Row(make)


class Revision(LanguageText):
    """The datasources of known and unknown words of a text, its parent and the diff."""

    source: WordPredicate
    diff: Diff

    dict_split = Row(lambda owner, name: dict_splitter(name, owner.source, owner.wikitext.words))
    dict_words = listed(lambda owner, name: Datasource(name, _known, [owner.dict_split]), held)
    non_dict_words = listed(lambda owner, name: Datasource(name, _unknown, [owner.dict_split]), excluded)
    dict_word_frequency = frequency(dict_words, lower=True)
    non_dict_word_frequency = frequency(non_dict_words, lower=True)


class Diff(LanguageChanges):
    """The datasources of known and unknown words that were added and removed."""

    source: WordPredicate

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

    dict_words_added = number(Diff.dict_words_added, "known {} words added")
    dict_words_removed = number(Diff.dict_words_removed, "known {} words removed")
    non_dict_words_added = number(Diff.non_dict_words_added, "unknown {} words added")
    non_dict_words_removed = number(Diff.non_dict_words_removed, "unknown {} words removed")
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

    dict_words = number(Revision.dict_words, "number of known {} words")
    non_dict_words = number(Revision.non_dict_words, "number of unknown {} words")


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
        known = WordPredicate(dictionary_check)
        datasources = Revision(f"{name}.revision", known, wikitext_revision.datasources)
        self.revision = DictionaryFeatures(f"{name}.revision", datasources, language_of(name))
