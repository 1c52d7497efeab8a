"""Matching by first characters: the same matches as a search finds, with less work.

Patterns are tried where a character stands that they may begin with.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from .patterns import first_characters

__all__ = ["ByFirstCharacter", "FirstCharacterMatcher"]

#: What refers to a group, and so may mean another one when patterns are joined anew.
_REFERENCE = re.compile(r"\\[1-9]|\(\?P=|\(\?\(")


def _cases(char: str) -> set[str]:
    """Return characters by which one can be found whatever its case."""
    if char in "iI\u0130\u0131":  # one letter to `re`, though not to `str.lower`
        return set("iI\u0130\u0131")
    return {char, char.lower()[0], char.upper()[0], char.casefold()[0]}


class ByFirstCharacter:
    """Things filed under the characters that they may begin with.

    Parameters
    ----------
    things : sequence of (object, collection of str or None)
        A thing, and the characters, where they are known.
    make : callable
        What to make of the things that may begin with a character, in order.
    """

    def __init__(
        self, things: Sequence[tuple[Any, Collection[str] | None]], make: Callable[[list[Any]], Any]
    ) -> None:
        self.things = [thing for thing, _ in things]
        self.make = make
        self.always = {i for i, (_, firsts) in enumerate(things) if firsts is None}
        self.filed: defaultdict[str, set[int]] = defaultdict(set)
        for i, (_, firsts) in enumerate(things):
            for char in firsts or ():
                for case in _cases(char):
                    self.filed[case].add(i)
        self.made: dict[str, Any] = {}
        self.shared: dict[frozenset[int], Any] = {}

    def __getitem__(self, char: str) -> Any:
        if char not in self.made:
            found = frozenset(self.always).union(*(self.filed.get(case, ()) for case in _cases(char)))
            if found not in self.shared:
                self.shared[found] = self.make([self.things[i] for i in sorted(found)])
            self.made[char] = self.shared[found]
        return self.made[char]


class FirstCharacterMatcher:
    """Finds the same matches as a search for joined patterns, by the characters that they begin with.

    Parameters
    ----------
    regexes : sequence of str
        The patterns; `usable` tells whether this way is open to them.
    flags : int
        Flags of `re`.

    Examples
    --------
    >>> matcher = FirstCharacterMatcher(["ab", "b+"], 0)
    >>> [found.group() for found in matcher.finditer("aabbb")]
    ['ab', 'bb']
    """

    def __init__(self, regexes: Sequence[str], flags: int) -> None:
        filed = [(regex, first_characters(regex, flags)) for regex in regexes]
        firsts = {char for _, chars in filed for char in chars or ()}
        self.usable = all(chars and not _REFERENCE.search(regex) for regex, chars in filed)
        self.filed = ByFirstCharacter(filed, lambda found: re.compile("|".join(found) or "(?!)", flags))
        self.candidate = re.compile(f"[{''.join(map(re.escape, sorted(firsts)))}]", flags) if firsts else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Iterate over the matches in a text, in order."""
        if self.candidate is None:
            return
        patterns, filed = self.filed.made, self.filed
        end = 0
        for candidate in self.candidate.finditer(text):
            start = candidate.start()
            if start < end:
                continue
            char = text[start]
            match = (patterns[char] if char in patterns else filed[char]).match(text, start)
            if match is not None:
                end = match.end()
                yield match
