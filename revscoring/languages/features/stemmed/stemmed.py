"""`Stemmed`: the stems of the words of a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from ....datasources.meta import dicts, frequencies, mappers
from ....dependencies import DependentSet, Shortcut
from ....features.meta import aggregators
from ....features.wikitext import revision as wikitext_revision
from ....features.wikitext import shortcuts as kernels
from ....text.cache import WordCache
from ....text.counts import TextAnalysis, WordTable
from ..words import Kind, RevisionFeatures, add_change
from . import english, snowball

__all__ = ["DependentSet", "SnowballStemmer", "Stemmed"]


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
        The name of an algorithm. Those of nltk are taken, on whose stems models were trained, the
        English one in our own writing; for other languages those of snowballstemmer.

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
            return snowball.stemmers().SnowballStemmer(self.language).stem
        import snowballstemmer

        stem = snowballstemmer.stemmer(self.language).stemWord
        return lambda word: stem(word.lower())


class StemCache:
    """A stemmer that is asked once per distinct word.

    Parameters
    ----------
    stem_word : callable
        The stem of a word.

    Attributes
    ----------
    known, lengths : WordCache
        Word → its stem, and word → the length of its stem.
    """

    def __init__(self, stem_word: Callable[[str], str]) -> None:
        self.stem_word = stem_word
        self.known: WordCache[str] = WordCache(stem_word)
        self.lengths: WordCache[int] = WordCache(self._length)

    def _length(self, word: str) -> int:
        stem = self.known.get(word)  # who asks for lengths only need not keep the stems
        return len(self.stem_word(word) if stem is None else stem)

    def __call__(self, word: str) -> str:
        return self.known[word]

    def __reduce__(self) -> tuple[Any, ...]:
        return StemCache, (self.stem_word,)


def _stem_chars(stem: StemCache, analysis: TextAnalysis) -> int:
    return analysis.fold_words(("stem chars", stem), partial(_add_stem_chars, stem))["chars"]


def _add_stem_chars(
    stem: StemCache, sums: dict[str, int], counts: Iterable[tuple[str, int]]
) -> dict[str, int]:
    lengths = stem.lengths
    sums["chars"] = sums.get("chars", 0) + sum([n * lengths[word] for word, n in counts])
    return sums


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
    revision : DependentSet
        ``unique_stems``, ``stem_chars``, with ``parent``, ``diff`` and ``datasources``.
    """

    def __init__(self, name: str, stem_word: Callable[[str], str]) -> None:
        super().__init__(name)
        stem = StemCache(stem_word)
        datasources = Revision(f"{name}.revision", stem, wikitext_revision.datasources)
        self.revision = StemFeatures(f"{name}.revision", datasources, Kind((), ("stem",), float))


class Revision(DependentSet):
    """The datasources of the stems of a text, its parent and the diff."""

    def __init__(self, name: str, stem: StemCache, wikitext: Any) -> None:
        super().__init__(name)
        table = WordTable(stem.known)
        self.stems = mappers.map(stem, wikitext.words, name=f"{name}.stems")
        self.stems.measures = {
            "len.sum": Shortcut(partial(_stem_chars, stem), (wikitext._analysis,)),
            **kernels.table_measures(table, wikitext._analysis),
        }
        self.stem_frequency = frequencies.table(self.stems, name=f"{name}.stem_frequency")
        self.stem_frequency.shortcut = kernels.table_shortcuts(table, wikitext._analysis)["frequency"]
        if hasattr(wikitext, "parent"):
            self.parent = Revision(f"{name}.parent", stem, wikitext.parent)
        if hasattr(wikitext, "diff"):
            self.diff = Diff(f"{name}.diff", stem, wikitext.diff, self)


class Diff(DependentSet):
    """The datasources of stems that were added and removed."""

    def __init__(self, name: str, stem: StemCache, wikitext_diff: Any, revision: Any) -> None:
        super().__init__(name)
        self.stems_added = mappers.map(stem, wikitext_diff.words_added, name=f"{name}.stems_added")
        self.stems_removed = mappers.map(stem, wikitext_diff.words_removed, name=f"{name}.stems_removed")
        add_change(self, name, "stem", WordTable(stem.known), revision, wikitext_diff._change)


class StemFeatures(RevisionFeatures):
    """The numbers of stems and of their characters of a text, its parent and the diff."""

    def _count(self, name: str, datasources: Any, kind: Kind) -> None:
        self.unique_stems = aggregators.len(dicts.keys(datasources.stem_frequency), name=f"{name}.stems")
        self.stem_chars = aggregators.sum(
            mappers.map(len, datasources.stems), name=f"{name}.stems_length", returns=int
        )
