"""`Stemmed`: the stems of the words of a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from ....datasources import Datasource
from ....datasources.meta import dicts, mappers
from ....dependencies import DependentSet, Shortcut
from ....features import Feature
from ....features.meta import aggregators
from ....features.rows import FeatureSet, RevisionFeatures, Row, change, gain, loss
from ....features.wikitext import datasources as wikitext
from ....features.wikitext import delta, frequency, prop_delta, revision
from ....text.counts import TextAnalysis, WordTable
from ..base import LanguageChanges, LanguageText, WordFunction, language_of, listed
from . import english, snowball

__all__ = ["SnowballStemmer", "Stemmed"]


#: The algorithms that nltk has.
NLTK_ALGORITHMS = frozenset(
    {"arabic", "danish", "dutch", "english", "finnish", "french", "german", "hungarian", "italian"}
    | {"norwegian", "porter", "portuguese", "romanian", "russian", "spanish", "swedish"}
)


class SnowballStemmer:
    """A Snowball stemmer that is made when the first word is stemmed.

    Parameters
    ----------
    language : str
        The name of an algorithm: one of nltk, on whose stems models were trained, else one of
        snowballstemmer. English stems are computed by `english`, which is five times as fast.

    Examples
    --------
    >>> SnowballStemmer("english")("running")
    'run'

    References
    ----------
    M. F. Porter, "Snowball: a language for stemming algorithms", 2001.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._stem: Callable[[str], str] | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {"language": self.language, "_stem": None}

    def __call__(self, word: str) -> str:
        if self._stem is None:
            self._stem = self._load()
        return self._stem(str(word))

    def _load(self) -> Callable[[str], str]:
        if self.language == "english":
            return english.stem
        if self.language in NLTK_ALGORITHMS:
            stem: Callable[[str], str] = snowball.stemmers().SnowballStemmer(self.language).stem
            return stem
        import snowballstemmer

        stem_lower = snowballstemmer.stemmer(self.language).stemWord
        return lambda word: str(stem_lower(word.lower()))


def _stem_chars(stem: WordFunction[str], analysis: TextAnalysis) -> int:
    """Return the number of characters of the stems of all words of a text."""
    sums: dict[str, int] = analysis.fold_words(("stem chars", stem), partial(_add_stem_chars, stem))
    return sums["chars"]


def _add_stem_chars(
    stem: WordFunction[str], sums: dict[str, int], counts: Iterable[tuple[str, int]]
) -> dict[str, int]:
    stems = stem.known
    sums["chars"] = sums.get("chars", 0) + sum([n * len(stems[word]) for word, n in counts])
    return sums


def _stems(owner: Revision, name: str) -> Datasource:
    return mappers.map(owner.source, owner.wikitext.words, name=name)


def _table(owner: Revision | Diff) -> WordTable[str]:
    return WordTable(owner.source.known)


def _stems_of(words: Row[Datasource]) -> Row[Datasource]:
    """The stems of the words of a change."""
    return Row(lambda owner, name: mappers.map(owner.source, words.of(owner.wikitext), name=name))


class Revision(LanguageText):
    """The datasources of the stems of a text, its parent and the diff."""

    source: WordFunction[str]
    diff: Diff

    stems = listed(_stems, _table)
    stem_frequency = frequency(stems)


class Diff(LanguageChanges):
    """The datasources of stems that were added and removed."""

    source: WordFunction[str]

    stems_added = _stems_of(wikitext.Diff.words_added)
    stems_removed = _stems_of(wikitext.Diff.words_removed)
    stem_delta = delta(Revision.stem_frequency)
    stem_prop_delta = prop_delta(Revision.stem_frequency, stem_delta)


Revision.changes_type = Diff


def _unique_stems(owner: StemFeatures, name: str) -> Feature:
    return aggregators.len(dicts.keys(owner.datasources.stem_frequency), name)


def _stem_characters(owner: StemFeatures, name: str) -> Feature:
    feature = aggregators.sum(mappers.map(len, owner.datasources.stems), name, int)
    if owner.datasources.analysis is not None:
        process = partial(_stem_chars, owner.datasources.source)
        feature.shortcut = Shortcut(process, (owner.datasources.analysis,))
    return feature


class StemDiffFeatures(FeatureSet):
    """The features of stems that were added and removed."""

    datasources: Diff

    stem_delta_sum = change(Diff.stem_delta, "change in {} word stems")
    stem_delta_increase = gain(Diff.stem_delta, "more {} word stems")
    stem_delta_decrease = loss(Diff.stem_delta, "fewer {} word stems")
    stem_prop_delta_sum = change(Diff.stem_prop_delta, "relative change in {} word stems")
    stem_prop_delta_increase = gain(Diff.stem_prop_delta, "more {} word stems, relatively")
    stem_prop_delta_decrease = loss(Diff.stem_prop_delta, "fewer {} word stems, relatively")


class StemFeatures(RevisionFeatures):
    """The features of the stems of a text, its parent and the diff."""

    datasources: Revision
    parent: StemFeatures
    diff: StemDiffFeatures
    diff_type = StemDiffFeatures

    unique_stems = Row(_unique_stems, "number of distinct {} word stems", "count", name="stems")
    stem_chars = Row(_stem_characters, "characters of {} word stems", "characters", name="stems_length")


class Stemmed(DependentSet):
    """The stems of the words of a text.

    Parameters
    ----------
    name : str
        The prefix of the names, such as "english.stemmed".
    stem_word : callable
        The stem of a word.

    Attributes
    ----------
    revision : StemFeatures
        The features, with ``parent``, ``diff`` and ``datasources``.
    """

    def __init__(self, name: str, stem_word: Callable[[str], str]) -> None:
        super().__init__(name)
        stem = WordFunction(stem_word)
        datasources = Revision(f"{name}.revision", stem, revision.datasources)
        self.revision = StemFeatures(f"{name}.revision", datasources, language_of(name))
