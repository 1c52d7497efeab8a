"""What is known about a text, found once and, after an edit, from what the edit changed.

A text is split at its paragraph breaks into chunks that can be lexed apart. All counts are sums
over chunks: those of an edited text are the counts of the text before, less those of the chunks
that went, plus those of the chunks that came. So a history costs its changes, not its pages.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from operator import mul
from typing import Any
from weakref import ReferenceType, ref

from ..cache import TextCache, WordCache
from ..limits import check_length
from ..matching import lower
from ..native import compiled
from ..tokens.chunks import chunk_change, split_chunks
from ..tokens.lexer import TOKENS, TokenCounts, count_tokens, lex

__all__ = [
    "CLASSES_OF",
    "TextAnalysis",
    "analyze",
    "chunk_change",
    "is_uppercase_word",
    "longest_run",
    "split_chunks",
]

#: How many of the texts used last are tried as a base.
_RECENT = 6


def is_uppercase_word(word: str) -> bool:
    """Tell whether a word has two characters or more, each unlike its lower-case form.

    Examples
    --------
    >>> [is_uppercase_word(word) for word in ("NATO", "A", "B2B", "Nato")]
    [True, False, False, False]
    """
    return len(word) > 1 and all(char != char.lower() for char in word)


_WORD, _UPPERCASE_WORD = ("word",), ("word", "uppercase_word")


def _classes_of(string: str) -> tuple[str, ...]:
    if string.isascii() and string.isalpha():
        return _UPPERCASE_WORD if len(string) > 1 and string.isupper() else _WORD
    kind = TOKENS[string].type or "etc"
    if kind == "word":
        return _UPPERCASE_WORD if is_uppercase_word(string) else _WORD
    return (kind,)


#: String of a token → its class, and "uppercase_word" where it is one.
CLASSES_OF: WordCache[tuple[str, ...]] = WordCache(_classes_of)
#: Word → itself in lower case.
LOWER: WordCache[str] = WordCache(lower)


def longest_run(text: str) -> int:
    """Return the length of the longest run of one character in a lower-cased text, 1 at least.

    Examples
    --------
    >>> longest_run("Nooo!!!! -- ——"), longest_run("")
    (4, 1)
    """
    text = text.lower()
    if _kernel is not None:
        longest: int = _kernel.longest_run(text)
        return longest
    return max([match.end() - match.start() for match in _RUN.finditer(text)], default=1)


_kernel = compiled("words")
_RUN = re.compile(r"(.)\1+", re.DOTALL)


def add_counts(counts: dict[Any, int], more: Iterable[tuple[Any, int]]) -> dict[Any, int]:
    """Add counts to others in place; what comes to 0 is left out."""
    for item, n in more:
        total = counts.get(item, 0) + n
        if total:
            counts[item] = total
        else:
            counts.pop(item, None)
    return counts


class TextAnalysis:
    """What is known about one text; made by `analyze`.

    Attributes
    ----------
    text : str
        The text.
    chunks : list of str
        The text, split; see `split_chunks`.
    """

    __slots__ = ("__weakref__", "_added", "_base", "_memo", "_removed", "chunks", "text")

    def __init__(self, text: str, recent: Iterable[TextAnalysis] = ()) -> None:
        check_length(text)
        self.text = text
        self.chunks = split_chunks(text)
        self._memo: dict[Any, Any] = {}
        self._base: ReferenceType[TextAnalysis] | None = None
        self._removed: list[str] = []
        self._added: list[str] = []
        for base in recent:
            if not self._may_come_from(base):
                continue
            removed, added = chunk_change(base.chunks, self.chunks)
            if 2 * sum(map(len, removed + added)) <= len(text):
                self._base, self._removed, self._added = ref(base), removed, added
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

    def memo(self, key: Any, compute: Callable[[], Any]) -> Any:
        """Return what stands under a key, computing it the first time."""
        if key not in self._memo:
            self._memo[key] = compute()
        return self._memo[key]

    @property
    def is_edited(self) -> bool:
        """Whether this text was recognised as an edit of another."""
        return self._base is not None

    def knows(self, key: Any) -> bool:
        """Tell whether the value under a key is there, or follows from that of the text before."""
        return key in self._memo or self.base_with(key) is not None

    def base_with(self, key: Any) -> TextAnalysis | None:
        """Return the text that this one is an edit of, if it knows the value under a key."""
        base = self._base() if self._base is not None else None
        return base if base is not None and key in base._memo else None

    def change_from(self, old: TextAnalysis) -> tuple[list[str], list[str]]:
        """Return the chunks that another text has on top of this one, and the reverse."""
        if self._base is not None and self._base() is old:
            return self._removed, self._added
        return chunk_change(old.chunks, self.chunks)

    def additive(
        self,
        key: Any,
        count: Callable[[str], Mapping[Any, int]],
        whole: Callable[[], Mapping[Any, int]] | None = None,
    ) -> dict[Any, int]:
        """Return counts that are sums over chunks.

        Parameters
        ----------
        key : hashable
            What they are kept under.
        count : callable
            The counts of a chunk.
        whole : callable, optional
            The counts of this text; by default `count` of it.
        """
        if key not in self._memo:
            base = self.base_with(key)
            if base is None:
                self._memo[key] = dict(count(self.text) if whole is None else whole())
            else:
                counts = dict(base._memo[key])
                for chunk in self._removed:
                    add_counts(counts, ((item, -n) for item, n in count(chunk).items()))
                for chunk in self._added:
                    add_counts(counts, count(chunk).items())
                self._memo[key] = counts
        return self._memo[key]

    def fold(
        self, key: Any, update: Callable[[dict[Any, int], Iterable[tuple[str, int]]], dict[Any, int]]
    ) -> dict[Any, int]:
        """Return sums over the tokens of the text.

        Parameters
        ----------
        key : hashable
            What they are kept under.
        update : callable
            Adds (token, count) pairs to sums in place, and returns them.
        """
        if key not in self._memo:
            base = self.base_with(key)
            if base is None:
                self._memo[key] = update({}, self.counts.items())
            else:
                self._memo[key] = update(dict(base._memo[key]), self._token_change().items())
        return self._memo[key]

    def fold_words(
        self, key: Any, update: Callable[[dict[Any, int], Iterable[tuple[str, int]]], dict[Any, int]]
    ) -> dict[Any, int]:
        """Return sums over the words of the text; see `fold`."""
        if key not in self._memo:
            base = self.base_with(key)
            if base is None:
                self._memo[key] = update({}, self.words.items())
            else:
                self._memo[key] = update(dict(base._memo[key]), self._word_change())
        return self._memo[key]

    def spelled(self, items: Iterable[str]) -> list[tuple[str, str]]:
        """Return (item, word) for the words of the text that are one of some items in lower case."""
        words = self.words
        wanted = dict.fromkeys(items)
        if not self.is_edited:
            together = lower("\n".join(words)).split("\n")  # a line end never is part of a word
            return [(i, w) for i, w in zip(together, words, strict=bool(words)) if i in wanted]
        found = [(i, w) for i in wanted for w in _plain_spellings(i) if w in words and LOWER[w] == i]
        mixed = self.fold_words("mixed case", _update_mixed)
        return found + [(LOWER[w], w) for w in mixed if LOWER[w] in wanted]

    def _word_change(self) -> list[tuple[str, int]]:
        return [(token, n) for token, n in self._token_change().items() if is_word(token)]

    def _token_change(self) -> dict[str, int]:
        return self.memo("token change", lambda: token_change(self._removed, self._added))

    @property
    def _tokens(self) -> TokenCounts:
        return self.memo("tokens", lambda: count_tokens(self.text))

    @property
    def counts(self) -> dict[str, int]:
        """Token → number of occurrences."""
        if "counts" not in self._memo:
            base = self.base_with("counts")
            if base is None:
                capitals, words, others = self._tokens
                self._memo["counts"] = {**capitals, **words, **others}
            else:
                self._memo["counts"] = add_counts(dict(base.counts), self._token_change().items())
        return self._memo["counts"]

    @property
    def classes(self) -> dict[Any, int]:
        """Class → number of tokens, and (class, "chars") → number of characters in them."""
        self._sort("classes")
        return self.fold("classes", _update_classes)

    @property
    def words(self) -> dict[str, int]:
        """Word token → number of occurrences."""
        self._sort("words")
        return self.fold("words", _update_words)

    def _sort(self, key: str) -> None:
        """Sort the tokens of a new text by class, once for all that is asked for."""
        if key not in self._memo and self.base_with(key) is None:
            self._memo["classes"], self._memo["words"] = _sorted(self._tokens)

    def longest(self, kind: str | None = None) -> int:
        """Return the length of the longest token, or of the longest token of one class."""
        key = ("longest", kind)
        if key not in self._memo:
            base = self.base_with(key)
            if base is not None:
                longest = base._memo[key]
                lengths = [
                    (len(token), n)
                    for token, n in self._token_change().items()
                    if kind is None or kind in CLASSES_OF[token]
                ]
                gone = any(n < 0 and size == longest for size, n in lengths)
                if not gone:
                    self._memo[key] = max([longest, *(size for size, n in lengths if n > 0)])
                    return self._memo[key]
            counts = self.words if kind == "word" else self.counts
            self._memo[key] = max(
                (len(t) for t in counts if kind is None or kind in CLASSES_OF[t]), default=0
            )
        return self._memo[key]

    @property
    def longest_repeated_char(self) -> int:
        """Length of the longest run of one character in the lower-cased text, 1 at least."""
        key = "longest run"
        if key not in self._memo:
            base = self.base_with(key)
            if base is not None and "\r" not in self.text:
                longest = base._memo[key]
                if max(map(longest_run, self._removed), default=1) < longest:
                    self._memo[key] = max([longest, *map(longest_run, self._added)])
                    return self._memo[key]
            self._memo[key] = longest_run(self.text)
        return self._memo[key]


def token_change(removed: Iterable[str], added: Iterable[str]) -> dict[str, int]:
    """Return token → change of its count, for chunks that went and chunks that came."""
    change: dict[str, int] = Counter([token for chunk in added for token in lex(chunk)])
    before = Counter([token for chunk in removed for token in lex(chunk)])
    return add_counts(change, [(token, -n) for token, n in before.items()])


def _sorted(tokens: TokenCounts) -> tuple[dict[Any, int], dict[str, int]]:
    """Return sums by class, and the words, of tokens."""
    capitals, words, unsorted = tokens.capitals.copy(), tokens.words.copy(), tokens.others
    others: list[tuple[str, int]] = []
    for token, n in unsorted.items():
        kinds = CLASSES_OF[token]
        if kinds is _WORD:
            words[token] = n
        elif kinds is _UPPERCASE_WORD:
            capitals[token] = n
        else:
            others.append((token, n))
    sums = _update_classes({}, others)
    for kinds, counts in ((_UPPERCASE_WORD, capitals), (_WORD, words)):
        if counts:
            n, chars = sum(counts.values()), sum(map(mul, counts.values(), map(len, counts)))
            _add_sums(sums, {kinds: n}, {kinds: chars})
    words.update(capitals)
    return sums, words


def _add_sums(
    sums: dict[Any, int], tokens: Mapping[tuple[str, ...], int], chars: Mapping[tuple[str, ...], int]
) -> dict[Any, int]:
    for kinds, n in tokens.items():
        for kind in kinds:
            sums[kind] = sums.get(kind, 0) + n
            sums[kind, "chars"] = sums.get((kind, "chars"), 0) + chars[kinds]
    return sums


def _plain_spellings(lowered: str) -> set[str]:
    return {lowered, lowered.capitalize(), lowered.upper()}


#: Word → whether it is spelled in another way than in lower case, capitalized or in upper case.
_IS_MIXED: WordCache[bool] = WordCache(lambda word: word not in _plain_spellings(lower(word)))


def _update_mixed(words: dict[Any, int], counts: Iterable[tuple[str, int]]) -> dict[Any, int]:
    return add_counts(words, [(word, n) for word, n in counts if _IS_MIXED[word]])


def _update_classes(sums: dict[Any, int], counts: Iterable[tuple[str, int]]) -> dict[Any, int]:
    tokens: defaultdict[tuple[str, ...], int] = defaultdict(int)
    chars: defaultdict[tuple[str, ...], int] = defaultdict(int)
    for token, n in counts:
        kinds = CLASSES_OF[token]
        tokens[kinds] += n
        chars[kinds] += n * len(token)
    return _add_sums(sums, tokens, chars)


def _update_words(words: dict[Any, int], counts: Iterable[tuple[str, int]]) -> dict[Any, int]:
    return add_counts(words, [(token, n) for token, n in counts if CLASSES_OF[token][0] == "word"])


def is_word(token: str) -> bool:
    """Tell whether a token is a word."""
    return CLASSES_OF[token][0] == "word"


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
