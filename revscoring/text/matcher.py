"""Matchers: all stretches of a text that match one of many patterns or phrases.

`RegexMatcher` takes regular expressions, the first that matches at a position wins;
`PhraseMatcher` takes literal phrases, the longest that stands there as whole words wins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

__all__ = ["PhraseMatcher", "RegexMatcher", "lower"]

#: What stands before and after a match by default: word boundaries.
WORD_BOUNDARIES = (r"\b", r"\b")


def lower(string: str) -> str:
    """Lower-case a string, with İ as i.

    Examples
    --------
    >>> lower("İSTANBUL")
    'istanbul'
    """
    return string.replace("\u0130", "i").lower()


def join(regexes: Sequence[str], wrapping: tuple[str, str] | None) -> str:
    """Join patterns to one expression whose first group is the match without its wrapping.

    Examples
    --------
    >>> join(["a", "b"], ("<", ">"))
    '<(a|b)>'
    """
    before, after = wrapping or ("", "")
    return f"{before}({'|'.join(regexes)}){after}"


class RegexMatcher:
    """All non-overlapping stretches of a text that one of several patterns matches.

    Parameters
    ----------
    regexes : sequence of str
        The patterns. At a position the first that matches wins, not the longest.
    flags : int
        Flags of `re`; letters match in either case by default.
    wrapping : tuple of (str, str) or None
        Patterns before and after a match, which are not part of it.
    exclusions : sequence of str, optional
        A match is dropped if one of these, in the same wrapping, matches its beginning.

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
    ) -> None:
        self.regexes = regexes
        self.flags = int(flags)
        self.wrapping = tuple(wrapping) if wrapping else None  # type: ignore[assignment]
        self.exclusions = exclusions

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in vars(self).items() if k not in ("_pattern", "_excluded")}

    def _definition(self) -> tuple[Any, ...]:
        exclusions = None if self.exclusions is None else tuple(self.exclusions)
        return (tuple(self.regexes), self.flags, self.wrapping, exclusions)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._definition() == other._definition()  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash((self.flags, self.wrapping))

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return re.compile(join(self.regexes, self.wrapping), self.flags) if len(self.regexes) else None

    @cached_property
    def _excluded(self) -> re.Pattern[str] | None:
        if not self.exclusions:
            return None
        return re.compile(join(self.exclusions, self.wrapping), self.flags)

    def findall(self, text: str) -> list[str]:
        """Return the matches in a text, in order."""
        if self._pattern is None:
            return []
        found = [match.group(1) for match in self._pattern.finditer(text)]
        if self._excluded is None:
            return found
        return [match for match in found if not self._excluded.match(match)]

    @property
    def within_chunks(self) -> bool:
        """Whether matches never reach across, or depend on, a paragraph break."""
        return False

    def count(self, text: str) -> dict[str, int]:
        """Count the matches in a text, in lower case."""
        return dict(Counter(map(lower, self.findall(text))))


class PhraseMatcher:
    """All non-overlapping occurrences of literal phrases, as whole words.

    A phrase stands as whole words where the characters around it are not ASCII letters, digits
    or underscores. At a position the longest phrase wins.

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
    def _pattern(self) -> re.Pattern[str] | None:
        if not self._listed:
            return None
        return re.compile(rf"(?<![A-Za-z0-9_]){_trie_regex(self._listed)}(?![A-Za-z0-9_])")

    def findall(self, text: str) -> list[str]:
        """Return the phrases in a text, as listed, in order."""
        if self._pattern is None:
            return []
        if not self.case_sensitive:
            text = text.lower()
        return [self._listed[found] for found in self._pattern.findall(text)]

    @cached_property
    def within_chunks(self) -> bool:
        """Whether matches never reach across, or depend on, a paragraph break."""
        return not any("\n" in phrase or "\r" in phrase for phrase in self._listed)

    def count(self, text: str) -> dict[str, int]:
        """Count the matches in a text, in lower case."""
        return dict(Counter(map(lower, self.findall(text))))


def _trie_regex(phrases: Iterable[str]) -> str:
    """Write a regular expression that matches the longest of some phrases, by their prefixes."""
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
