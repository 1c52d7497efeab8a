"""`PhraseMatcher`: the parts of a text that are one of many phrases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from ._regexes import lower

__all__ = ["PhraseMatcher"]


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
    def _pattern(self) -> re.Pattern[str]:
        phrases = _trie_regex(self._listed) if self._listed else "(?!)"
        return re.compile(rf"[^A-Za-z0-9_]({phrases})(?![A-Za-z0-9_])")

    def findall(self, text: str) -> list[str]:
        """Return the phrases in a text, as listed, in order."""
        found = self._pattern.findall(" " + (text if self.case_sensitive else text.lower()))
        return [self._listed[phrase] for phrase in found]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where each phrase begins and ends, in order; not in what changes its length in lower case."""
        if not self.case_sensitive:
            text = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
        for match in self._pattern.finditer(" " + text):
            yield match.start(1) - 1, match.end(1) - 1

    @cached_property
    def within_chunks(self) -> bool:
        """Whether matches never reach across, or depend on, a paragraph break."""
        return not any("\n" in phrase or "\r" in phrase for phrase in self._listed)

    def count(self, text: str, chunks: Sequence[str] | None = None) -> dict[str, int]:
        """Count the matches in a text, in lower case."""
        return dict(Counter(map(lower, self.findall(text))))


def _trie_regex(phrases: Iterable[str]) -> str:
    """Write a regular expression that matches the longest of the given phrases, by their prefixes."""
    trie: dict[str, Any] = {}
    for phrase in phrases:
        node = trie
        for char in phrase:
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
