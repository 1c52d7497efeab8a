"""How runs of characters begin that a pattern may match: what a run is asked before a pattern is tried.

Most texts have few words that begin like a bad one, and what is never asked for is never compiled.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..cache import WordCache
from .patterns import ASSERTS, REPEATS, characters_of, elements_of, parts_of, sre

__all__ = ["ENDS", "FOLDED", "Asked", "ByBeginning", "Head", "beginnings_of_run", "fold", "is_simple"]

#: So many first characters of a run are told by a head.
PREFIX = 3
#: Stands in a beginning where the run ends.
ENDS = "\0"
#: Small letters that regular expressions take for another one, case ignored, and that one.
_VARIANTS = {
    "\u017f": "s", "\u0345": "\u03b9", "\u03c2": "\u03c3", "\u03d0": "\u03b2", "\u03d1": "\u03b8",
    "\u03d5": "\u03c6", "\u03d6": "\u03c0", "\u03f0": "\u03ba", "\u03f1": "\u03c1", "\u03f5": "\u03b5",
    "\u00b5": "\u03bc", "\u1c80": "\u0432", "\u1c81": "\u0434", "\u1c82": "\u043e", "\u1c83": "\u0441",
    "\u1c84": "\u0442", "\u1c85": "\u0442", "\u1c86": "\u044a", "\u1c87": "\u0463", "\u1c88": "\ua64b",
    "\u1e9b": "\u1e61", "\u1fbe": "\u03b9", "\u1fd3": "\u0390", "\u1fe3": "\u03b0", "\ufb05": "\ufb06",
}  # fmt: skip
_VARIANT = re.compile(f"[{''.join(_VARIANTS)}]")
_TO_USUAL = str.maketrans(_VARIANTS)
#: Letters that are one with I and i to regular expressions; folding does not make them so.
_SPECIAL = re.compile("[\u0130\u0131]")


def fold(string: str) -> str:
    """Return a string in lower case, with one letter for those that regular expressions take for one.

    Examples
    --------
    >>> fold("\u03a3\u0391\u03a3"), fold("\u017fTOP")
    ('σασ', 'stop')
    """
    lowered = string.lower()
    return lowered if lowered.isascii() or not _VARIANT.search(lowered) else lowered.translate(_TO_USUAL)


def is_simple(string: str) -> bool:
    """Tell whether strings like this one match, case ignored, just where they are equal when folded.

    Examples
    --------
    >>> is_simple("Straße"), is_simple("\u0131")
    (True, False)
    """
    return string.isascii() or _SPECIAL.search(string) is None


#: Run → itself, folded; None if it is not simple.
FOLDED: WordCache[str | None] = WordCache(lambda run: fold(run) if is_simple(run) else None)


class Head:
    """A pattern that a run fulfils from its beginning, and what can be told of such runs beforehand.

    Parameters
    ----------
    regex : str
        The pattern.
    elements : iterable of tuple
        The same, as `re` parses it.
    whole : bool
        Whether the run ends where the pattern does.

    Attributes
    ----------
    beginnings : tuple of str
        What the first characters of such a run may be, folded; in full, or less if the run ends there.
    """

    __slots__ = ("_least", "_most", "_needed", "_taken", "beginnings", "regex")
    #: Sets with more characters tell too little of a run to be looked for in it.
    _MANY = 10

    def __init__(self, regex: str, elements: Any, whole: bool) -> None:
        self.regex = regex
        self._least, most = elements.getwidth()
        self._most = most if whole else sys.maxsize
        self.beginnings = tuple(sorted(beginnings_of_run(elements, whole)))
        self._taken = "".join(sorted(_taken_by(elements) or ())) if whole else ""
        needed = {"".join(sorted(chars)) for chars in _needed_by(elements) if len(chars) <= self._MANY}
        self._needed = tuple(sorted(needed, key=len))

    def may_be(self, run: str) -> bool:
        """Tell whether the pattern is worth trying on a simple run, folded.

        Examples
        --------
        >>> from revscoring.text.matching.patterns import sre_parse
        >>> head = Head("ab+c", sre_parse.parse("ab+c"), True)
        >>> [head.may_be(run) for run in ("abbc", "cab", "abb", "ab")]
        [True, True, False, False]
        """
        if not self._least <= len(run) <= self._most:
            return False
        if self._taken and run.strip(self._taken):
            return False
        for characters in self._needed:
            for char in characters:
                if char in run:
                    break
            else:
                return False
        return True


def _needed_by(elements: Iterable[Any]) -> list[set[str]]:
    """Return sets of characters, folded: a simple run that a pattern takes has one of each."""
    found: list[set[str]] = []
    for element in elements:
        op, argument = element
        if op is sre.SUBPATTERN:
            found += _needed_by(argument[3])
        elif op in REPEATS and argument[0]:
            found += _needed_by(argument[2])
        elif op in (sre.LITERAL, sre.IN):
            characters = characters_of(element)
            if characters is not None and all(map(is_simple, characters)):
                found.append({fold(char) for char in characters})
    return found


def _taken_by(elements: Iterable[Any]) -> set[str] | None:
    """Return the characters, folded, that simple runs hold if a pattern takes them whole, if known."""
    found: set[str] = set()
    for element in elements_of(elements):
        if element[0] in (*ASSERTS, sre.AT) or parts_of(element):
            continue
        characters = characters_of(element) if element[0] in (sre.LITERAL, sre.IN) else None
        if characters is None or not all(map(is_simple, characters)):
            return None
        found.update([fold(char) for char in characters])
    return found


def beginnings_of_run(elements: Iterable[Any], whole: bool, length: int = PREFIX) -> frozenset[str]:
    """Return what simple runs may begin with that fulfil a head, folded.

    Parameters
    ----------
    elements : iterable of tuple
        The head, as `re` parses it.
    whole : bool
        Whether the run ends where the head does.
    length : int
        How many characters to tell.

    Returns
    -------
    frozenset of str
        The first characters; where the run is shorter, all of it and `ENDS`; fewer where anything may follow.

    Examples
    --------
    >>> from revscoring.text.matching.patterns import sre_parse
    >>> found = beginnings_of_run(sre_parse.parse("ab?c*"), True)
    >>> [beginning.replace(ENDS, "$") for beginning in sorted(found)]
    ['a$', 'ab$', 'abc', 'ac$', 'acc']
    >>> sorted(beginnings_of_run(sre_parse.parse("(?:a|b).c"), False))
    ['a', 'b']
    """
    while True:
        try:
            found = _Beginnings(length).of(elements)
        except OverflowError:
            length -= 1
            continue
        end = ENDS if whole else ""
        return frozenset(
            [text if len(text) == length else text + end for text in found.ended] + [*found.open]
        )


class _Found(NamedTuple):
    """Beginnings of a part of a pattern: up to its end or a number of characters, or before anything."""

    ended: frozenset[str]
    open: frozenset[str]


class _Beginnings:
    """Lists what matches of parts of a pattern may begin with, folded.

    Parameters
    ----------
    length : int
        How many characters at most.
    """

    #: Raises OverflowError where there are more of them, unless no character is asked for.
    LIMIT = 300
    _NOTHING = frozenset([""])

    def __init__(self, length: int) -> None:
        self.length = length

    def of(self, elements: Iterable[Any]) -> _Found:
        """Return the beginnings of a sequence of elements."""
        found = _Found(self._NOTHING, frozenset())
        for element in elements:
            if all(len(text) == self.length for text in found.ended):
                break
            found = self._then(found, self._of_element(element))
        return found

    def _then(self, first: _Found, second: _Found) -> _Found:
        short = [text for text in first.ended if len(text) < self.length]
        full = [text for text in first.ended if len(text) == self.length]
        if len(short) * (len(second.ended) + len(second.open)) > self.LIMIT:
            raise OverflowError
        return _Found(
            frozenset([(a + b)[: self.length] for a in short for b in second.ended] + full),
            first.open.union([(a + b)[: self.length] for a in short for b in second.open]),
        )

    def _of_element(self, element: Any) -> _Found:
        op, argument = element
        if op is sre.AT or op in ASSERTS:
            return _Found(self._NOTHING, frozenset())
        if op is sre.SUBPATTERN:
            return self.of(argument[3])
        if op is sre.BRANCH:
            parts = [self.of(part) for part in argument[1]]
            return _Found(
                frozenset().union(*[part.ended for part in parts]),
                frozenset().union(*[part.open for part in parts]),
            )
        if op in REPEATS:
            return self._of_repeat(*argument)
        characters = characters_of(element) if op in (sre.LITERAL, sre.IN) else None
        if characters is None or len(characters) > self.LIMIT or not all(map(is_simple, characters)):
            return _Found(frozenset(), self._NOTHING)
        return _Found(frozenset([fold(char) for char in characters]), frozenset())

    def _of_repeat(self, least: int, most: int, body: Any) -> _Found:
        once = self.of(body)
        found = _Found(self._NOTHING, frozenset())
        ended: frozenset[str] = frozenset() if least else self._NOTHING
        for times in range(1, min(most, max(least, self.length)) + 1):
            found = self._then(found, once)
            if times >= least:
                ended |= found.ended
        return _Found(ended, found.open)


class ByBeginning:
    """Things filed under what the runs may begin with that they are about; see `beginnings_of_run`."""

    #: What was found is kept for so many beginnings.
    MANY = 20_000

    def __init__(self) -> None:
        self.filed: dict[str, list[Any]] = {}
        self._found: dict[str, list[Any]] = {}

    def add(self, beginnings: Iterable[str], thing: Any) -> None:
        """File a thing; see `Head.beginnings`."""
        for beginning in beginnings:
            self.filed.setdefault(beginning, []).append(thing)

    def of(self, folded: str) -> list[Any]:
        """Return the things that a run may be about, folded. Do not change the list."""
        start = folded[:PREFIX]
        found = self._found.get(start)
        if found is None:
            if len(self._found) == self.MANY:
                self._found.clear()
            found = self._found[start] = self._find(start)
        return found

    def _find(self, start: str) -> list[Any]:
        keys = [start[:end] for end in range(len(start) + 1)]
        if len(start) < PREFIX:
            keys.append(start + ENDS)
        return [thing for key in keys for thing in self.filed.get(key, ())]


class Asked:
    """Asks runs whether they fulfil heads; each is compiled when the first run comes that may do so."""

    def __init__(self, flags: int, wrapping: tuple[str, str] = ("", "")) -> None:
        self.flags = flags
        self.before, self.after = wrapping
        self.compiled: dict[str, re.Pattern[str]] = {}

    def fulfils(self, run: str, folded: str, head: Head) -> bool:
        """Tell whether a simple run fulfils a head, given the run and what it is folded."""
        if not head.may_be(folded):
            return False
        return self.pattern(head.regex).match(run) is not None

    def pattern(self, regex: str) -> re.Pattern[str]:
        """Return a pattern, in its wrapping, as the first group."""
        pattern = self.compiled.get(regex)
        if pattern is None:
            pattern = self.compiled[regex] = re.compile(f"{self.before}({regex}){self.after}", self.flags)
        return pattern
