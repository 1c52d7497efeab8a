"""`PhraseMatcher`: the parts of a text that are one of many phrases."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from ._regexes import lower

__all__ = ["PhraseMatcher"]

#: Phrases are searched for by so many of their first characters: a pattern of all characters compiles slowly.
_BEGINNING = 7
_WORD = re.compile("[A-Za-z0-9_]")


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
    def _lengths(self) -> dict[str, list[int]]:
        """Beginning → the lengths of the phrases that begin with it, longest first."""
        size = min([_BEGINNING, *map(len, self._listed)])
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for phrase in self._listed:
            lengths[phrase[:size]].add(len(phrase))
        return {beginning: sorted(found, reverse=True) for beginning, found in lengths.items()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        beginnings = _trie_regex(self._lengths) if self._lengths else "(?!)"
        return re.compile(rf"[^A-Za-z0-9_](?=({beginnings}))")

    def _find(self, text: str) -> Iterator[tuple[str, int]]:
        """Yield the phrases in a text, with where each begins."""
        listed, lengths, end = self._listed, self._lengths, 0
        for found in self._pattern.finditer(" " + text):
            start = found.start()  # one less for the space
            if start >= end:
                for length in lengths[found[1]]:
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


def _trie_regex(strings: Iterable[str]) -> str:
    """Write a regular expression that matches the longest of some strings, by their prefixes."""
    trie: dict[str, Any] = {}
    for string in strings:
        node = trie
        for char in string:
            node = node.setdefault(char, {})
        node[""] = {}

    def write(node: dict[str, Any]) -> str:
        run = ""
        while len(node) == 1 and "" not in node:
            char, node = next(iter(node.items()))
            run += re.escape(char)
        if set(node) == {""}:
            return run
        branches = "|".join(re.escape(char) + write(rest) for char, rest in sorted(node.items()) if char)
        return f"{run}(?:{branches}){'?' if '' in node else ''}"

    return write(trie)
