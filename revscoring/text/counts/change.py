"""How the counts of two texts differ: of their tokens, of their words as something, of matches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from ..cache import WordCache
from ..matching import lower
from ..tokens.chunks import set_apart
from .analysis import CLASSES_OF, LOWER, TextAnalysis, add_counts, is_word, token_change

__all__ = [
    "Change",
    "LowerTable",
    "MatchTable",
    "Table",
    "TokenTable",
    "WordCache",
    "WordTable",
    "change_between",
]


class Table:
    """A way to count items of a text, such that the counts of two texts can be compared."""

    def of(self, analysis: TextAnalysis) -> dict[Any, int]:
        """Return the table of a text: item → number of occurrences. Do not change it."""
        raise NotImplementedError

    def total(self, analysis: TextAnalysis) -> int:
        """Return the number of items in a text."""
        return sum(self.of(analysis).values())

    def delta(self, change: Change) -> dict[Any, int]:
        """Return item → change of its count between two texts; unchanged items are left out."""
        raise NotImplementedError

    def old_counts(self, change: Change, items: Iterable[Any]) -> Mapping[Any, int]:
        """Return how often some items, at least, occur in the old text of a change."""
        return self.of(change.old)

    def prop_delta(self, change: Change) -> dict[Any, float]:
        """Return item → change in proportion to its old count.

        See `revscoring.datasources.meta.frequencies.prop_delta`.
        """
        delta = self.delta(change)
        old = self.old_counts(change, delta) if delta else {}
        return {item: n / (old.get(item, 0) + 1 if n > 0 else old[item]) for item, n in delta.items()}


@dataclass(frozen=True)
class TokenTable(Table):
    """Counts of the tokens of a text: which of them, and as what.

    Parameters
    ----------
    classes : frozenset of str, optional
        Count the tokens of these classes; all by default.
    item_of : callable, optional
        What a token is counted as; None is not counted. By default itself.

    Examples
    --------
    >>> from revscoring.text.counts.analysis import analyze
    >>> TokenTable(frozenset({"word"}), str.lower).of(analyze("The the 1"))
    {'the': 2}
    """

    classes: frozenset[str] | None = None
    item_of: Callable[[str], Any] | None = None

    def _update(self, table: dict[Any, int], counts: Iterable[tuple[str, int]]) -> dict[Any, int]:
        classes, item_of = self.classes, self.item_of
        if classes is not None:
            counts = [(t, n) for t, n in counts if not classes.isdisjoint(CLASSES_OF[t])]
        if item_of is not None:
            counts = [(item, n) for item, n in ((item_of(t), n) for t, n in counts) if item is not None]
        return add_counts(table, counts)

    def of(self, analysis: TextAnalysis) -> dict[Any, int]:
        if self.item_of is None and self.classes is None:
            return analysis.counts
        return analysis.fold(self, self._update)

    def old_counts(self, change: Change, items: Iterable[Any]) -> Mapping[Any, int]:
        return change.old.counts if self.item_of is None else self.of(change.old)

    def delta(self, change: Change) -> dict[Any, int]:
        return change.memo(self, lambda: self._update({}, change.tokens.items()))


@dataclass(frozen=True)
class WordTable(Table):
    """Counts of the words of a text, each as something.

    Parameters
    ----------
    items : mapping of str to object
        What a word is counted as, such as a `WordCache`.

    Examples
    --------
    >>> from revscoring.text.counts.analysis import analyze
    >>> WordTable(WordCache(len)).of(analyze("The cat ate 1 mouse"))
    {3: 3, 5: 1}
    """

    items: Mapping[str, Any]

    def _update(self, table: dict[Any, int], counts: Iterable[tuple[str, int]]) -> dict[Any, int]:
        items = self.items
        return add_counts(table, [(items[word], n) for word, n in counts])

    def of(self, analysis: TextAnalysis) -> dict[Any, int]:
        return analysis.fold_words(self, self._update)

    def delta(self, change: Change) -> dict[Any, int]:
        return change.memo(self, lambda: self._update({}, change.words.items()))


@dataclass(frozen=True)
class LowerTable(Table):
    """Counts of the words of a text in lower case, of all or of those for which something holds.

    Parameters
    ----------
    holds : mapping of str to bool, optional
        Tells of a word in its own case, such as a `WordCache`; all words count by default.
    wanted : bool
        What it has to tell for a word to be counted.

    Examples
    --------
    >>> from revscoring.text.counts.analysis import analyze
    >>> LowerTable(WordCache(str.istitle)).of(analyze("The cat The Cat NATO"))
    {'the': 2, 'cat': 1}
    """

    holds: Mapping[str, bool] | None = None
    wanted: bool = True

    def _update(self, table: dict[Any, int], counts: Iterable[tuple[str, int]]) -> dict[Any, int]:
        holds, wanted = self.holds, self.wanted
        if holds is None:
            return add_counts(table, [(LOWER[w], n) for w, n in counts])
        return add_counts(table, [(LOWER[w], n) for w, n in counts if holds[w] is wanted])

    def of(self, analysis: TextAnalysis) -> dict[Any, int]:
        return analysis.fold_words(self, self._update)

    def total(self, analysis: TextAnalysis) -> int:
        holds, words = self.holds, analysis.words
        total = analysis.memo("words in all", lambda: sum(words.values()))
        if holds is None:
            return total
        held = analysis.memo(("words held", holds), lambda: sum([n for w, n in words.items() if holds[w]]))
        return held if self.wanted else total - held

    def old_counts(self, change: Change, items: Iterable[Any]) -> Mapping[Any, int]:
        words, holds = change.old.words, self.holds
        spelled = change.old.spelled(items)
        return add_counts({}, [(i, words[w]) for i, w in spelled if holds is None or holds[w] is self.wanted])

    def delta(self, change: Change) -> dict[Any, int]:
        return change.memo(self, lambda: self._update({}, change.words.items()))


class Matcher(Protocol):
    """What a `MatchTable` counts with; see `revscoring.text.matching`."""

    @property
    def within_chunks(self) -> bool:
        """Whether matches never reach across a paragraph break."""

    def count(self, text: str, chunks: Sequence[str] | None = None) -> dict[str, int]:
        """Count the matches in a text, in lower case, given its chunks if they are known."""


def _folded(text: str) -> str:
    """Lower-case a text so that what it holds in lower case is in it, wherever words end."""
    return lower(text).replace("ς", "σ")


@dataclass(frozen=True)
class MatchTable(Table):
    """Counts of the matches in a text, in lower case.

    Parameters
    ----------
    matcher : Matcher
        What finds them.
    """

    matcher: Matcher

    def of(self, analysis: TextAnalysis) -> dict[Any, int]:
        if self.matcher.within_chunks:
            return analysis.additive(self, self.matcher.count, lambda: self._whole(analysis))
        return analysis.memo(self, lambda: self._whole(analysis))

    def _whole(self, analysis: TextAnalysis) -> dict[Any, int]:
        return self.matcher.count(analysis.text, analysis.chunks)

    def old_counts(self, change: Change, items: Iterable[Any]) -> Mapping[Any, int]:
        """Return how often some matches occur in the old text, looking where they may stand only."""
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

    def delta(self, change: Change) -> dict[Any, int]:
        return change.memo(self, lambda: self._delta(change))

    def _delta(self, change: Change) -> dict[Any, int]:
        delta: dict[Any, int] = {}
        if self.matcher.within_chunks:
            added, removed = (
                self.matcher.count(part.text, part.pieces)
                for part in (change.added_part, change.removed_part)
            )
            add_counts(delta, added.items())
            return add_counts(delta, [(item, -n) for item, n in removed.items()])
        add_counts(delta, self.of(change.new).items())
        return add_counts(delta, [(item, -n) for item, n in self.of(change.old).items()])


class _Part:
    """The chunks that an edit adds, or removes, as one text in which each is a paragraph.

    Attributes
    ----------
    pieces : list of str
        The chunks, with breaks between them.
    text : str
        The same, joined.
    """

    def __init__(self, chunks: Iterable[str]) -> None:
        self.pieces = set_apart(chunks)
        self.text = "".join(self.pieces)


class Change:
    """How the counts of the tokens of two texts differ.

    Attributes
    ----------
    old, new : TextAnalysis
        The texts.
    removed, added : list of str
        The chunks in which they differ.
    """

    def __init__(self, old: TextAnalysis, new: TextAnalysis) -> None:
        self.old = old
        self.new = new
        self.removed, self.added = new.change_from(old)
        self._memo: dict[Any, Any] = {}

    def memo(self, key: Any, compute: Callable[[], Any]) -> Any:
        """Return what stands under a key, computing it the first time."""
        if key not in self._memo:
            self._memo[key] = compute()
        return self._memo[key]

    @property
    def added_part(self) -> _Part:
        """The chunks that came, as a text."""
        return self.memo("added part", lambda: _Part(self.added))

    @property
    def removed_part(self) -> _Part:
        """The chunks that went, as a text."""
        return self.memo("removed part", lambda: _Part(self.removed))

    @property
    def tokens(self) -> dict[str, int]:
        """Token → change of its count."""
        return self.memo("tokens", lambda: token_change(self.removed, self.added))

    @property
    def words(self) -> dict[str, int]:
        """Word token → change of its count."""
        return self.memo("words", lambda: {t: n for t, n in self.tokens.items() if is_word(t)})


@lru_cache(maxsize=4)
def change_between(old: TextAnalysis, new: TextAnalysis) -> Change:
    """Return the `Change` from one text to another; the last few are kept."""
    return Change(old, new)
