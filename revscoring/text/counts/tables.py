"""Tables: ways to count items of a text, such that the counts of two texts can be compared."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from ..matching import lower
from ..tokens import CLASSES_OF, set_apart
from .analysis import LOWER, TextAnalysis, add_counts

if TYPE_CHECKING:
    from .change import Change

__all__ = ["LowerTable", "MatchTable", "Matcher", "Table", "TokenTable", "WordTable"]

K = TypeVar("K", bound=Hashable)


class Table(Generic[K]):
    """A way to count items of a text."""

    def of(self, analysis: TextAnalysis) -> dict[K, int]:
        """Return item → number of occurrences in a text. Do not change it."""
        raise NotImplementedError

    def total(self, analysis: TextAnalysis) -> int:
        """Return the number of items in a text."""
        return sum(self.of(analysis).values())

    def delta(self, change: Change) -> dict[K, int]:
        """Return item → change of its count between two texts; unchanged items are left out."""
        raise NotImplementedError

    def old_counts(self, change: Change, items: Iterable[K]) -> Mapping[K, int]:
        """Return how often given items, at least, occur in the old text of a change."""
        return self.of(change.old)

    def prop_delta(self, change: Change) -> dict[K, float]:
        """Return item → change in proportion to its old count.

        See `revscoring.datasources.meta.frequencies.prop_delta`.
        """
        delta = self.delta(change)
        old = self.old_counts(change, delta) if delta else {}
        return {item: n / (old.get(item, 0) + 1 if n > 0 else old[item]) for item, n in delta.items()}


@dataclass(frozen=True)
class TokenTable(Table[str]):
    """Counts of the tokens of a text.

    Parameters
    ----------
    classes : frozenset of str, optional
        Count the tokens of these classes; all by default.
    item_of : callable, optional
        Returns what a token is counted as; None is not counted. By default the token itself.

    Examples
    --------
    >>> from revscoring.text.counts import analyze
    >>> TokenTable(frozenset({"word"}), str.lower).of(analyze("The the 1"))
    {'the': 2}
    """

    classes: frozenset[str] | None = None
    item_of: Callable[[str], str | None] | None = None

    def _update(self, table: dict[str, int], counts: Iterable[tuple[str, int]]) -> dict[str, int]:
        classes, item_of = self.classes, self.item_of
        if classes is not None:
            counts = [(t, n) for t, n in counts if not classes.isdisjoint(CLASSES_OF[t])]
        if item_of is not None:
            counts = [(item, n) for item, n in ((item_of(t), n) for t, n in counts) if item is not None]
        return add_counts(table, counts)

    def of(self, analysis: TextAnalysis) -> dict[str, int]:
        if self.item_of is None and self.classes is None:
            return analysis.counts
        return analysis.fold(self, self._update)

    def old_counts(self, change: Change, items: Iterable[str]) -> Mapping[str, int]:
        return change.old.counts if self.item_of is None else self.of(change.old)

    def delta(self, change: Change) -> dict[str, int]:
        return change.memo(self, lambda: self._update({}, change.tokens.items()))


@dataclass(frozen=True)
class WordTable(Table[K]):
    """Counts of what the words of a text are counted as.

    Parameters
    ----------
    items : mapping of str to object
        Word → what it is counted as, such as a `WordCache`.

    Examples
    --------
    >>> from revscoring.text.cache import WordCache
    >>> from revscoring.text.counts import analyze
    >>> WordTable(WordCache(len)).of(analyze("The cat ate 1 mouse"))
    {3: 3, 5: 1}
    """

    items: Mapping[str, K]

    def _update(self, table: dict[K, int], counts: Iterable[tuple[str, int]]) -> dict[K, int]:
        items = self.items
        return add_counts(table, [(items[word], n) for word, n in counts])

    def of(self, analysis: TextAnalysis) -> dict[K, int]:
        return analysis.fold_words(self, self._update)

    def delta(self, change: Change) -> dict[K, int]:
        return change.memo(self, lambda: self._update({}, change.words.items()))


@dataclass(frozen=True)
class LowerTable(Table[str]):
    """Counts of the words of a text in lower case, of all words or of those with a property.

    Parameters
    ----------
    holds : mapping of str to bool, optional
        Word in its own case → whether it has the property, such as a `WordCache`; all words count by default.
    wanted : bool
        Whether the words that have the property count, or the others.

    Examples
    --------
    >>> from revscoring.text.cache import WordCache
    >>> from revscoring.text.counts import analyze
    >>> LowerTable(WordCache(str.istitle)).of(analyze("The cat The Cat NATO"))
    {'the': 2, 'cat': 1}
    """

    holds: Mapping[str, bool] | None = None
    wanted: bool = True

    def _update(self, table: dict[str, int], counts: Iterable[tuple[str, int]]) -> dict[str, int]:
        holds, wanted = self.holds, self.wanted
        if holds is None and not table:
            return _lowered_counts(dict(counts))
        if holds is None:
            return add_counts(table, [(LOWER[w], n) for w, n in counts])
        return add_counts(table, [(LOWER[w], n) for w, n in counts if holds[w] is wanted])

    def of(self, analysis: TextAnalysis) -> dict[str, int]:
        return analysis.fold_words(self, self._update)

    def total(self, analysis: TextAnalysis) -> int:
        holds, words = self.holds, analysis.words
        total = analysis.memo("words in all", lambda: sum(words.values()))
        if holds is None:
            return total
        held = analysis.memo(("words held", holds), lambda: sum([n for w, n in words.items() if holds[w]]))
        return held if self.wanted else total - held

    def old_counts(self, change: Change, items: Iterable[str]) -> Mapping[str, int]:
        words, holds = change.old.words, self.holds
        spelled = change.old.spelled(items)
        return add_counts({}, [(i, words[w]) for i, w in spelled if holds is None or holds[w] is self.wanted])

    def delta(self, change: Change) -> dict[str, int]:
        return change.memo(self, lambda: self._update({}, change.words.items()))


def _lowered_counts(words: Mapping[str, int]) -> dict[str, int]:
    """Add the counts of words that differ in case only; drop what comes to 0."""
    table: dict[str, int] = {}
    lowered = lower("\n".join(words)).split("\n") if words else []  # a line end never is part of a word
    for word, n in zip(lowered, words.values(), strict=True):
        table[word] = table.get(word, 0) + n
    return {word: n for word, n in table.items() if n}


class Matcher(Protocol):
    """What a `MatchTable` counts with; see `revscoring.text.matching`."""

    @property
    def within_chunks(self) -> bool:
        """Whether matches never reach across a paragraph break."""

    def count(self, text: str, *, chunks: Sequence[str] | None = None) -> dict[str, int]:
        """Count the matches in a text, in lower case, given its chunks if they are known."""


def _folded(text: str) -> str:
    """Lower-case a text so that its parts in lower case are in it, wherever words end."""
    return lower(text).replace("ς", "σ")


@dataclass(frozen=True)
class MatchTable(Table[str]):
    """Counts of the matches in a text, in lower case.

    Parameters
    ----------
    matcher : Matcher
        What finds them.
    """

    matcher: Matcher

    def of(self, analysis: TextAnalysis) -> dict[str, int]:
        if self.matcher.within_chunks:
            return analysis.additive(self, self.matcher.count, lambda: self._whole(analysis))
        return analysis.memo(self, lambda: self._whole(analysis))

    def _whole(self, analysis: TextAnalysis) -> dict[str, int]:
        return self.matcher.count(analysis.text, chunks=analysis.chunks)

    def old_counts(self, change: Change, items: Iterable[str]) -> Mapping[str, int]:
        """Return how often given matches occur in the old text, looking only where they may be."""
        old = change.old
        if not self.matcher.within_chunks or old.knows(self):
            return self.of(old)
        sought = {item: _folded(item) for item in items}
        counts: dict[str, int] = {}
        for chunk in old.chunks:
            text = _folded(chunk)
            present = [item for item, folded in sought.items() if folded in text]
            if present:
                found = self.matcher.count(chunk)
                add_counts(counts, [(item, found[item]) for item in present if item in found])
        return counts

    def delta(self, change: Change) -> dict[str, int]:
        return change.memo(self, lambda: self._delta(change))

    def _delta(self, change: Change) -> dict[str, int]:
        if self.matcher.within_chunks:
            added, removed = self._count(change.added), self._count(change.removed)
        else:
            added, removed = self.of(change.new), self.of(change.old)
        delta = add_counts({}, added.items())
        return add_counts(delta, [(item, -n) for item, n in removed.items()])

    def _count(self, chunks: Iterable[str]) -> dict[str, int]:
        """Count the matches in chunks, each of which is taken as a paragraph."""
        pieces = set_apart(chunks)
        return self.matcher.count("".join(pieces), chunks=pieces)
