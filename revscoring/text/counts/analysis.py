"""Counts of the tokens of a text, derived after an edit from what the edit changed.

A text is split at its paragraph breaks into chunks that can be lexed apart. All counts are sums
over chunks: those of an edited text are the counts of the text before, less those of the removed
chunks, plus those of the added chunks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from operator import mul
from typing import TypeVar

from ..cache import TextCache, WordCache
from ..limits import check_length
from ..matching import lower
from ..results import DerivedResults
from ..tokens import CLASSES_OF, TokenCounts, chunk_change, count_tokens, is_word, lex, split_chunks

__all__ = ["LOWER", "TextAnalysis", "add_counts", "analyze", "longest_run", "token_change"]

K = TypeVar("K", bound=Hashable)

#: How many of the texts used last are tried as a base.
_RECENT = 6

#: Word → itself in lower case.
LOWER: WordCache[str] = WordCache(lower)


def longest_run(text: str) -> int:
    """Return the length of the longest run of one character in a lower-cased text, 1 at least.

    Examples
    --------
    >>> longest_run("Nooo!!!! -- ——"), longest_run("")
    (4, 1)
    """
    import numpy as np

    codes = np.frombuffer(text.lower().encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    last_places = np.flatnonzero(codes[1:] != codes[:-1])
    return int(np.diff(last_places, prepend=-1, append=len(codes) - 1).max()) if len(codes) else 1


def add_counts(counts: dict[K, int], more: Iterable[tuple[K, int]]) -> dict[K, int]:
    """Add counts to others in place; drop what comes to 0."""
    for item, n in more:
        total = counts.get(item, 0) + n
        if total:
            counts[item] = total
        else:
            counts.pop(item, None)
    return counts


class TextAnalysis(DerivedResults):
    """What is known about one text; made by `analyze`.

    Parameters
    ----------
    text : str
        The text.
    recent : iterable of TextAnalysis
        Other texts. The first of which this one may be an edit becomes its base.

    Attributes
    ----------
    chunks : list of str
        The text, split; see `revscoring.text.tokens.split_chunks`.
    """

    def __init__(self, text: str, recent: Iterable[TextAnalysis] = ()) -> None:
        check_length(text)
        super().__init__()
        self.text = text
        self.chunks = split_chunks(text)
        self._removed: list[str] = []
        self._added: list[str] = []
        for base in recent:
            if not self._may_come_from(base):
                continue
            removed, added = chunk_change(base.chunks, self.chunks)
            if 2 * sum(map(len, removed + added)) <= len(text):
                self.set_base(base)
                self._removed, self._added = removed, added
                break

    @property
    def _chars_of_chunks(self) -> dict[str, int]:
        """Chunk → the characters in all of its occurrences."""
        return self.memo("chars of chunks", lambda: {c: n * len(c) for c, n in Counter(self.chunks).items()})

    def _may_come_from(self, base: TextAnalysis) -> bool:
        """Tell whether the change from another text may be small enough, by the chunks that both have."""
        own = self._chars_of_chunks
        shared = sum(map(own.__getitem__, own.keys() & base._chars_of_chunks.keys()))
        return 2 * (len(base.text) + len(self.text) - 2 * shared) <= len(self.text)

    def change_from(self, old: TextAnalysis) -> tuple[list[str], list[str]]:
        """Return the chunks that another text has and this one has not, and the reverse."""
        return (self._removed, self._added) if self.base is old else chunk_change(old.chunks, self.chunks)

    def additive(
        self,
        key: Hashable,
        count: Callable[[str], Mapping[K, int]],
        whole: Callable[[], Mapping[K, int]],
    ) -> dict[K, int]:
        """Return counts that are sums over chunks, kept under a key.

        `count` returns the counts of a chunk, `whole` those of this text.
        """

        def update(known: dict[K, int]) -> dict[K, int]:
            counts = dict(known)
            for chunk in self._removed:
                add_counts(counts, ((item, -n) for item, n in count(chunk).items()))
            for chunk in self._added:
                add_counts(counts, count(chunk).items())
            return counts

        return self.derive(key, lambda: dict(whole()), update)

    def fold(
        self, key: Hashable, update: Callable[[dict[K, int], Iterable[tuple[str, int]]], dict[K, int]]
    ) -> dict[K, int]:
        """Return sums over the tokens of the text.

        Parameters
        ----------
        key : hashable
            What they are kept under.
        update : callable
            Adds (token, count) pairs to sums in place, and returns them.
        """
        return self.derive(
            key,
            lambda: update({}, self.counts.items()),
            lambda known: update(dict(known), self._token_change.items()),
        )

    def fold_words(
        self, key: Hashable, update: Callable[[dict[K, int], Iterable[tuple[str, int]]], dict[K, int]]
    ) -> dict[K, int]:
        """Return sums over the words of the text; see `fold`."""
        return self.derive(
            key,
            lambda: update({}, self.words.items()),
            lambda known: update(dict(known), [(t, n) for t, n in self._token_change.items() if is_word(t)]),
        )

    def spelled(self, items: Iterable[str]) -> list[tuple[str, str]]:
        """Return (item, word) for the words of the text that are one of the items in lower case."""
        words = self.words
        wanted = dict.fromkeys(items)
        if self.base is None:
            together = lower("\n".join(words)).split("\n")  # a line end never is part of a word
            return [(i, w) for i, w in zip(together, words, strict=bool(words)) if i in wanted]
        found = [(i, w) for i in wanted for w in _plain_spellings(i) if w in words and LOWER[w] == i]
        mixed = self.fold_words("mixed case", _update_mixed)
        return found + [(LOWER[w], w) for w in mixed if LOWER[w] in wanted]

    @property
    def _token_change(self) -> dict[str, int]:
        return self.memo("token change", lambda: token_change(self._removed, self._added))

    @property
    def _tokens(self) -> TokenCounts:
        return self.memo("tokens", lambda: count_tokens(self.text))

    @property
    def counts(self) -> dict[str, int]:
        """Token → number of occurrences."""
        return self.derive(
            "counts",
            lambda: {**self._tokens.uppercase_words, **self._tokens.words, **self._tokens.others},
            lambda known: add_counts(dict(known), self._token_change.items()),
        )

    @property
    def classes(self) -> dict[str | tuple[str, str], int]:
        """Class → number of tokens, and (class, "chars") → number of characters in them."""
        return self.derive(
            "classes",
            lambda: _class_sums(self._tokens),
            lambda known: _update_classes(dict(known), self._token_change.items()),
        )

    @property
    def words(self) -> dict[str, int]:
        """Word token → number of occurrences."""
        return self.derive(
            "words",
            lambda: {**self._tokens.words, **self._tokens.uppercase_words},
            lambda known: add_counts(
                dict(known), [(t, n) for t, n in self._token_change.items() if is_word(t)]
            ),
        )

    def longest(self, kind: str | None = None) -> int:
        """Return the length of the longest token, or of the longest token of one class."""

        def compute() -> int:
            counts = self.words if kind == "word" else self.counts
            return max((len(t) for t in counts if kind is None or kind in CLASSES_OF[t]), default=0)

        def update(longest: int) -> int | None:
            change = [(t, n) for t, n in self._token_change.items() if kind is None or kind in CLASSES_OF[t]]
            if any(n < 0 and len(token) == longest for token, n in change):
                return None
            return max([longest, *(len(token) for token, n in change if n > 0)])

        return self.derive(("longest", kind), compute, update)

    @property
    def longest_repeated_char(self) -> int:
        """Length of the longest run of one character in the lower-cased text, 1 at least."""

        def update(longest: int) -> int | None:
            if "\r" in self.text or max(map(longest_run, self._removed), default=1) >= longest:
                return None
            return max([longest, *map(longest_run, self._added)])

        return self.derive("longest run", lambda: longest_run(self.text), update)


def token_change(removed: Iterable[str], added: Iterable[str]) -> dict[str, int]:
    """Return token → change of its count, for chunks that were removed and added."""
    change: dict[str, int] = Counter([token for chunk in added for token in lex(chunk)])
    before = Counter([token for chunk in removed for token in lex(chunk)])
    return add_counts(change, [(token, -n) for token, n in before.items()])


_ClassSums = dict[str | tuple[str, str], int]


def _class_sums(tokens: TokenCounts) -> _ClassSums:
    sums = _update_classes({}, tokens.others.items())
    for kinds, counts in (("word", "uppercase_word"), tokens.uppercase_words), (("word",), tokens.words):
        if counts:
            n, chars = sum(counts.values()), sum(map(mul, counts.values(), map(len, counts)))
            _add_sums(sums, {kinds: n}, {kinds: chars})
    return sums


def _update_classes(sums: _ClassSums, counts: Iterable[tuple[str, int]]) -> _ClassSums:
    tokens: defaultdict[tuple[str, ...], int] = defaultdict(int)
    chars: defaultdict[tuple[str, ...], int] = defaultdict(int)
    for token, n in counts:
        kinds = CLASSES_OF[token]
        tokens[kinds] += n
        chars[kinds] += n * len(token)
    return _add_sums(sums, tokens, chars)


def _add_sums(
    sums: _ClassSums, tokens: Mapping[tuple[str, ...], int], chars: Mapping[tuple[str, ...], int]
) -> _ClassSums:
    for kinds, n in tokens.items():
        for kind in kinds:
            sums[kind] = sums.get(kind, 0) + n
            sums[kind, "chars"] = sums.get((kind, "chars"), 0) + chars[kinds]
    return sums


def _plain_spellings(lowered: str) -> set[str]:
    return {lowered, lowered.capitalize(), lowered.upper()}


#: Word → whether it is spelled in another way than in lower case, capitalized or in upper case.
_IS_MIXED: WordCache[bool] = WordCache(lambda word: word not in _plain_spellings(lower(word)))


def _update_mixed(words: dict[str, int], counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    return add_counts(words, [(word, n) for word, n in counts if _IS_MIXED[word]])


#: Text → what is known about it, for the texts used last in this process.
_ANALYSES: TextCache[TextAnalysis] = TextCache(lambda text: TextAnalysis(text, _ANALYSES.recent(_RECENT)), 8)


def analyze(text: str | None) -> TextAnalysis:
    """Return what is known about a text; None is taken as the empty text.

    Examples
    --------
    >>> analyze("To be, or not to be.").words["be"]
    2
    """
    return _ANALYSES[text or ""]
