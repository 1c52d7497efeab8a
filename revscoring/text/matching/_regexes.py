"""`RegexMatcher`: the parts of a text that match one of many regular expressions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, chain, compress, count
from typing import Any

from ..tokens.chunks import split_chunks
from ._entries import Entries, Verdict
from ._patterns import stays_within_chunks
from ._words import BEGINS, FOLLOWS, STANDS, UNSPACED, Words, places_of, words_of

__all__ = ["WORD_BOUNDARIES", "RegexMatcher", "lower"]

#: What stands before and after a match by default: word boundaries.
WORD_BOUNDARIES = (r"\b", r"\b")
#: Look-arounds for characters of a class.
_AROUND = re.compile(r"\(\?<!\[(\\w[^\]]*)\]\)\(\?!\[\1\]\)")
#: A reference to a group, which means another one when patterns are joined.
_REFERENCE = re.compile(r"\\[1-9]|\(\?\(")
_FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL | re.UNICODE
#: `re` takes this mark for the letter ι, which is the only sign within words to equal one that is not.
_IOTA_MARK = "\u0345"


def lower(string: str) -> str:
    """Lower-case a string, with İ as i.

    Examples
    --------
    >>> lower("İSTANBUL")
    'istanbul'
    """
    return string.replace("\u0130", "i").lower()


class RegexMatcher:
    """All non-overlapping parts of a text that match one of several patterns.

    The matches are those of a search for all patterns, joined as alternatives. They are found by looking at
    distinct words; see `revscoring.text.matching._entries`.

    Parameters
    ----------
    regexes : sequence of str
        The patterns. At a position the first that matches wins, not the longest.
    flags : int
        Flags of `re`; case is ignored by default.
    wrapping : tuple of (str, str) or None
        Patterns before and after a match, which are not part of it.
    exclusions : sequence of str, optional
        A match is dropped if one of these, in the same wrapping, matches its beginning.
    by_paragraph : bool
        Search each paragraph on its own, so that no match reaches across a paragraph break.

    Examples
    --------
    >>> RegexMatcher(["an?", "the"], exclusions=["an"]).findall("A cat and the dog, an ape")
    ['A', 'the']
    """

    def __init__(
        self,
        regexes: Sequence[str],
        flags: int = re.IGNORECASE,
        wrapping: tuple[str, str] | None = WORD_BOUNDARIES,
        exclusions: Sequence[str] | None = None,
        by_paragraph: bool = False,
    ) -> None:
        self.by_paragraph = by_paragraph
        self.regexes = regexes
        self.flags = int(flags)
        self.wrapping = (wrapping[0], wrapping[1]) if wrapping else None
        self.exclusions = exclusions

    def __getstate__(self) -> dict[str, Any]:
        kept = ("by_paragraph", "exclusions", "flags", "regexes", "wrapping")
        return {key: getattr(self, key) for key in kept}

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, RegexMatcher):
            return NotImplemented
        return self.__getstate__() == other.__getstate__()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        regexes = tuple(self.regexes) if isinstance(self.regexes, list) else self.regexes
        return hash((regexes, self.flags, self.wrapping, self.by_paragraph))

    @cached_property
    def within_chunks(self) -> bool:
        """Whether matches never reach across, or depend on, a paragraph break."""
        return self.by_paragraph or stays_within_chunks(self._joined(self.regexes), self.flags)

    def findall(self, text: str) -> list[str]:
        """Return the matches in a text, in order."""
        return [text[start:end] for start, end in self.spans(text)]

    def count(self, text: str, chunks: Sequence[str] | None = None) -> dict[str, int]:
        """Count the matches in a text, in lower case.

        Parameters
        ----------
        text : str
            The text.
        chunks : sequence of str, optional
            The text, split at its paragraph breaks, if that is known already.
        """
        return dict(Counter([lower(text[start:end]) for start, end in self.spans(text, chunks)]))

    def spans(self, text: str, chunks: Sequence[str] | None = None) -> Iterator[tuple[int, int]]:
        """Yield where each match begins and ends, in order; see `count`."""
        pieces: Sequence[str] = [text]
        if self.by_paragraph:
            pieces = split_chunks(text) if chunks is None else chunks
        for start, end in self._find(text, pieces):
            if self._excluded is None or not self._excluded.match(text[start:end]):
                yield start, end

    def search(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where each match begins and ends by a search for the joined patterns."""
        if self._pattern is not None:
            for match in self._pattern.finditer(text):
                yield match.span(1)

    def _find(self, text: str, pieces: Sequence[str]) -> Iterator[tuple[int, int]]:
        if self._entries is not None and not self._is_irregular(text):
            return self._find_at_words(text, pieces)
        return chain.from_iterable(map(self._find_in_piece, pieces, accumulate(map(len, pieces), initial=0)))

    def _find_in_piece(self, piece: str, offset: int) -> Iterator[tuple[int, int]]:
        is_searched = self._entries is None or self._is_irregular(piece)
        for start, end in self.search(piece) if is_searched else self._find_at_words(piece, [piece]):
            yield offset + start, offset + end

    def _find_at_words(self, text: str, pieces: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield the matches that begin with a word of the text, or with any character if it has no words."""
        assert self._entries is not None
        found = words_of(text, self._word_class)
        order, starts, folded = found.order, found.starts, found.folded
        last = len(order) - 1
        words = [*found.distinct]
        verdicts = self._entries.judge(found)
        end, offset, waiting = 0, 0, iter(pieces)
        piece = next(waiting, "")
        for place in self._places(found, words, verdicts):
            start, number = starts[place], order[place]
            if start < end:
                continue
            size = len(words[number])
            verdict = verdicts[number] or self._entries.before_next[text[start : start + size + 1]]
            if verdict is None:
                continue
            follows = place < last and folded[order[place + 1]] in verdict.seconds
            if not verdict.depends and not follows:
                if verdict.whole:
                    end = start + size
                    yield start, end
                continue
            while start >= offset + len(piece):
                offset += len(piece)
                piece = next(waiting)
            match = self._entries.match(piece, start - offset, verdict)
            if match is not None:
                end = offset + match[1]
                yield offset + match[0], end

    def _places(
        self, found: Words, words: Sequence[str], verdicts: Mapping[int, Verdict | None]
    ) -> list[int]:
        """Return the places of a text at which something may match, by the word there and what is behind."""
        assert self._entries is not None
        before_next = self._entries.before_next
        flags = bytearray(len(words))
        seconds: set[str] = set()
        for number, verdict in verdicts.items():
            if verdict is None:
                flags[number] = STANDS if before_next[words[number] + " "] else UNSPACED
            elif verdict.whole or verdict.depends:
                flags[number] = STANDS
            else:
                flags[number] = BEGINS
                seconds |= verdict.seconds
        for number in compress(count(), map(seconds.__contains__, found.folded)):
            flags[number] |= FOLLOWS
        return places_of(found, flags)

    def _is_irregular(self, text: str) -> bool:
        """Tell whether a match in a text may begin where no word begins."""
        assert self._entries is not None
        if self._entries.may_be_empty:
            return True
        if self._word_class is None:
            return False
        begin = self._entries.beginning_with
        numbers = {n for char in words_of(text, self._word_class).others for n in begin(char)}
        some = self._joined([self.regexes[number] for number in sorted(numbers)])
        return _IOTA_MARK in text or (bool(numbers) and re.search(some, text, self.flags) is not None)

    @cached_property
    def _entries(self) -> Entries | None:
        """The patterns, filed by words; None if they have to be searched for."""
        is_usual = self._word_class or self.wrapping is None
        if not is_usual or self.flags & ~_FLAGS or any(map(_REFERENCE.search, self.regexes)):
            return None
        return Entries(self.regexes, self.flags, self.wrapping or ("", ""), self._word_class)

    @cached_property
    def _word_class(self) -> str | None:
        """The characters of words, if matches begin and end where words do."""
        if self.wrapping == WORD_BOUNDARIES:
            return r"\w"
        around = _AROUND.fullmatch("".join(self.wrapping or ()))
        return around.group(1) if around else None

    def _joined(self, regexes: Sequence[str]) -> str:
        before, after = self.wrapping or ("", "")
        return f"{before}({'|'.join(regexes)}){after}"

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return re.compile(self._joined(self.regexes), self.flags) if len(self.regexes) else None

    @cached_property
    def _excluded(self) -> re.Pattern[str] | None:
        return re.compile(self._joined(self.exclusions), self.flags) if self.exclusions else None
