"""`PhraseMatcher`: the parts of a text that are one of many phrases."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any

from .._compiled import compiled
from ._regexes import lower

__all__ = ["PhraseMatcher"]

#: Phrases are looked for by so many of their first characters.
_BEGINNING = 7
_WORD = re.compile("[A-Za-z0-9_]")
_START = re.compile("(?<![A-Za-z0-9_])")


class PhraseMatcher:
    """All non-overlapping occurrences of literal phrases, as whole words.

    A phrase stands as whole words where the characters around it are not ASCII letters, digits
    or underscores. At a position the longest phrase wins. The character behind a phrase cannot
    begin another one. These are the rules of flashtext.

    Parameters
    ----------
    phrases : iterable of str
        The phrases; a match is given as listed here.
    case_sensitive : bool
        Whether case matters.
    exclusions : iterable of str, optional
        Phrases that are taken off the list.

    Examples
    --------
    >>> PhraseMatcher(["of the", "Of", "the dog"]).findall("OF THE dog of")
    ['of the', 'Of']
    """

    def __init__(
        self,
        phrases: Iterable[str],
        case_sensitive: bool = False,
        exclusions: Iterable[str] | None = None,
    ) -> None:
        self.phrases = phrases
        self.case_sensitive = case_sensitive
        self.exclusions = exclusions

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in vars(self).items() if not k.startswith("_")}

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, PhraseMatcher)
            and self.case_sensitive == other.case_sensitive
            and self._listed == other._listed
        )

    def __hash__(self) -> int:
        return hash(self.case_sensitive)

    @cached_property
    def _listed(self) -> dict[str, str]:
        left_out = {"", *(self.exclusions or ())}
        kept = (phrase for phrase in self.phrases if phrase not in left_out)
        return {(phrase if self.case_sensitive else phrase.lower()): phrase for phrase in kept}

    @cached_property
    def _size(self) -> int:
        """The number of characters of a beginning."""
        return min([_BEGINNING, *map(len, self._listed)])

    @cached_property
    def _lengths(self) -> dict[str, list[int]]:
        """Beginning → the lengths of the phrases that begin with it, longest first."""
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for phrase in self._listed:
            lengths[phrase[: self._size]].add(len(phrase))
        return {beginning: sorted(found, reverse=True) for beginning, found in lengths.items()}

    @cached_property
    def _starts(self) -> Callable[[str], Iterable[int]]:
        """What finds where a phrase may begin in a text: compiled code if it is installed."""
        kernel = compiled("matching._finding")
        if kernel is not None:
            return partial(kernel.find_beginnings, kernel.mark_beginnings(self._lengths), self._size)
        return partial(_find_beginnings, self._lengths, self._size)

    def _find(self, text: str) -> Iterator[tuple[str, int]]:
        """Yield the phrases in a text, with where each begins."""
        listed, lengths, size, end = self._listed, self._lengths, self._size, 0
        for start in self._starts(text):
            if start >= end:
                for length in lengths.get(text[start : start + size], ()):
                    phrase = text[start : start + length]
                    if phrase in listed and not _WORD.match(text, start + length):
                        end = start + length + 1
                        yield phrase, start
                        break

    def findall(self, text: str) -> list[str]:
        """Return the phrases in a text, as listed, in order."""
        found = self._find(text if self.case_sensitive else text.lower())
        return [self._listed[phrase] for phrase, _ in found]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where each phrase begins and ends, in order; not in what changes its length in lower case."""
        if not self.case_sensitive:
            text = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
        for phrase, start in self._find(text):
            yield start, start + len(phrase)

    @cached_property
    def within_chunks(self) -> bool:
        """Whether matches never reach across, or depend on, a paragraph break."""
        return not any("\n" in phrase or "\r" in phrase for phrase in self._listed)

    def count(self, text: str, chunks: Sequence[str] | None = None) -> dict[str, int]:
        """Count the matches in a text, in lower case."""
        return dict(Counter(map(lower, self.findall(text))))


def _find_beginnings(beginnings: Container[str], size: int, text: str) -> list[int]:
    """Do in Python what compiled code does: tell where some strings of a size may begin."""
    starts = [found.start() for found in _START.finditer(text)]
    return [start for start in starts if text[start : start + size] in beginnings]
