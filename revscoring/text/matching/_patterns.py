"""Properties of regular expressions that are read off their text.

All of them err on the safe side: a wrong guess may cost time, never a match.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import NamedTuple

__all__ = [
    "beginnings_of",
    "head_of",
    "match_test",
    "others_taken",
    "stays_within_chunks",
    "tokens_of",
    "without_assertions",
]

#: An escaped character, a set of characters, the beginning of a group, a repeat, or any other character.
_TOKEN = re.compile(
    r"\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|N\{[^}]*\}|[0-7]{1,3}|.)"
    r"|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?(?:<?[=!]|(?:-i)?:))?|\{\d*,?\d*\}|.",
    re.DOTALL,
)
#: Letters, escaped signs and runs of white space, before anything else.
_HEAD = re.compile(r"(?:[^\\.^$*+?{}\[\]|()]|\\\W|\\s\+)*")
_BOUNDARIES = (r"\b", r"\B")
_EDGES = ("^", "$", r"\A", r"\Z")


def tokens_of(regex: str) -> Iterator[tuple[str, int]]:
    r"""Yield the tokens of a regular expression, each with the number of groups around it.

    Examples
    --------
    >>> list(tokens_of(r"(?:a\.|[)])+"))
    [('(?:', 1), ('a', 1), ('\\.', 1), ('|', 1), ('[)]', 1), (')', 1), ('+', 0)]
    """
    depth = 0
    for token in _TOKEN.findall(regex):
        depth += token.startswith("(")
        yield token, depth
        depth -= token == ")"


def without_assertions(regex: str) -> str:
    r"""Leave out boundaries and look-arounds, so that whatever matched still matches.

    Examples
    --------
    >>> without_assertions(r"(?!\d+\b)a\b[b^]$")
    'a[b^]'
    """
    kept = []
    look_around = None
    for token, depth in tokens_of(regex):
        if look_around is None and token.startswith("(") and token.endswith(("=", "!")):
            look_around = depth
        if look_around is None and token not in _BOUNDARIES and token not in _EDGES:
            kept.append(token)
        if token == ")" and depth == look_around:
            look_around = None
    return "".join(kept)


def head_of(regex: str) -> tuple[str, str]:
    r"""Return the literal text that all matches begin with, and the rest of the regular expression.

    A run of white space (``\s+``) is written as a line end.

    Examples
    --------
    >>> [head_of(regex) for regex in (r"shut\s+up", r"darn\w*", "ab?", "a|b", r"\w", "c++")]
    [('shut\nup', ''), ('darn', '\\w*'), ('a', '?'), ('', 'a|b'), ('', '\\w'), ('c', '++')]
    """
    found = _HEAD.match(regex)
    assert found is not None
    head, rest = found.group(), regex[found.end() :]
    if "|" in rest and ("|", 0) in tokens_of(regex):
        return "", regex
    parts = re.findall(r"\\s\+|\\?.", head, re.DOTALL)
    if rest.startswith(("*", "?", "{")):
        parts = parts[:-1]
    return "".join(["\n" if part == r"\s+" else part[-1] for part in parts]), rest


class _Beginnings(NamedTuple):
    """First characters of the matches of a part of a regular expression.

    Attributes
    ----------
    ended : set of str
        Up to the end of the match, or to as many characters as are asked for.
    cut : set of str
        Up to where anything may follow.
    """

    ended: set[str]
    cut: set[str]


_NOTHING = _Beginnings({""}, set())
_ANYTHING = _Beginnings(set(), {""})
_REPEAT = re.compile(r"[*?+]|\{(?=\d|,)(?P<least>\d*)(?P<comma>,?)(?P<most>\d*)\}")
_MEMBER = re.compile(r"(\\?.)(?:-(\\?.))?", re.DOTALL)
#: Of how many characters beginnings are, and of how many they are if these would be too many.
_SIZES = (5, 3)
_MANY_BEGINNINGS = 300


def beginnings_of(regex: str, end: str, most: int | None = None) -> set[str]:
    r"""Return what the matches of a regular expression without assertions begin with.

    They are strings of some characters; shorter ones where the match ends, with `end` behind them, or
    where anything may follow. White space is written as a space.

    Examples
    --------
    >>> [sorted(beginnings_of(regex, "$", 2)) for regex in ("a+b?", r"[ab]\w+", "(?:ab|c).", r"\.", "a*")]
    [['a$', 'aa', 'ab'], ['a', 'b'], ['ab', 'c'], ['.$'], ['$', 'a$', 'aa']]
    """
    size, *shorter = _SIZES if most is None else (most,)
    while True:
        try:
            found = _BeginningsReader(regex, size, are_cut=not shorter).alternatives()
            break
        except OverflowError:
            size = shorter.pop(0)
        except re.error:
            return {"", end}  # syntax that is not understood
    return {string if len(string) == size else string + end for string in found.ended} | found.cut


class _BeginningsReader:
    """Reads the tokens of a regular expression up to a number of characters of its matches.

    Parameters
    ----------
    regex : str
        The regular expression.
    size : int
        The number of characters.
    are_cut : bool
        Whether strings are cut where they are many; OverflowError is raised if not.
    """

    def __init__(self, regex: str, size: int, are_cut: bool) -> None:
        self.tokens = _TOKEN.findall(regex)[::-1]
        self.size = size
        self.are_cut = are_cut

    def alternatives(self) -> _Beginnings:
        """Read up to the end of a group."""
        found, branch = _Beginnings(set(), set()), _NOTHING
        while self.tokens and (token := self.tokens.pop()) != ")":
            if token == "|":
                found, branch = _either(found, branch), _NOTHING
                continue
            once = self.alternatives() if token.startswith("(") else _of_token(token)
            branch = self._then(branch, self._repeated(once))
            if all(len(string) == self.size for string in branch.ended):
                self._skip()
        return _either(found, branch)

    def _skip(self) -> None:
        """Go to the end of an alternative."""
        depth = 0
        while self.tokens and (depth or self.tokens[-1] not in ("|", ")")):
            token = self.tokens.pop()
            depth += token.startswith("(") - (token == ")")

    def _repeated(self, once: _Beginnings) -> _Beginnings:
        """Read how often a part is repeated."""
        repeat = _REPEAT.fullmatch(self.tokens[-1]) if self.tokens else None
        if repeat is None:
            return once
        self.tokens.pop()
        if self.tokens and self.tokens[-1] in "?+":
            self.tokens.pop()  # whether it takes as much as it can
        least = int(repeat["least"] or repeat[0] == "+")
        is_bounded = repeat[0] == "?" or repeat["most"] or (repeat["least"] and not repeat["comma"])
        most = int(repeat["most"] or repeat["least"] or 1) if is_bounded else self.size
        found = times = _NOTHING
        for number in range(1, min(most, max(least, self.size)) + 1):
            times = self._then(times, once)
            found = times if number <= least else _either(found, times)
        return found

    def _then(self, first: _Beginnings, second: _Beginnings) -> _Beginnings:
        short = {string for string in first.ended if len(string) < self.size}
        if not short:
            return first
        if len(short) * (len(second.ended) + len(second.cut)) > _MANY_BEGINNINGS:
            if not self.are_cut:
                raise OverflowError
            return _Beginnings(first.ended - short, first.cut | short)
        return _Beginnings(
            (first.ended - short) | {(a + b)[: self.size] for a in short for b in second.ended},
            first.cut | {(a + b)[: self.size] for a in short for b in second.cut},
        )


def _either(one: _Beginnings, other: _Beginnings) -> _Beginnings:
    return _Beginnings(one.ended | other.ended, one.cut | other.cut)


@lru_cache(maxsize=1024)
def _of_token(token: str) -> _Beginnings:
    if token.startswith("[") and not token.startswith("[^"):
        members = [_characters(*ends) for ends in _MEMBER.findall(token[1:-1])]
        return _Beginnings(set("".join(members)), set()) if all(members) else _ANYTHING
    if _REPEAT.fullmatch(token):
        raise re.error("This is no part, but tells of one; after an opening bracket, of what kind it is.")
    if token[0] in ".{" or len(token) > 2:
        return _ANYTHING
    characters = _characters(token)
    return _Beginnings(set(characters), set()) if characters else _ANYTHING


def _characters(first: str, last: str = "") -> str:
    r"""Return the characters of a member of a set; none if they are many.

    Examples
    --------
    >>> [_characters(*ends) for ends in (("a",), ("a", "d"), (r"\.",), (r"\w",))]
    ['a', 'abcd', '.', '']
    """
    if first == r"\s" and not last:
        return " "
    if any(len(char) == 2 and char[1].isalnum() for char in (first, last)):
        return ""
    start, end = ord(first[-1]), ord((last or first)[-1])
    return "".join(map(chr, range(start, end + 1))) if end - start < _MANY_BEGINNINGS else ""


def others_taken(regex: str, word_class: str) -> frozenset[str] | None:
    r"""Return the characters outside a class that matches may hold; None if they are many.

    White space is given as a space.

    Examples
    --------
    >>> [sorted(others_taken(regex, r"\w")) for regex in (r"(?:ab){2,}\w*", "[a-z]b?", r"a\s+b", "[a@4*]+")]
    [[], [], [' '], ['*', '@']]
    >>> [others_taken(regex, r"\w") for regex in ("[^a]", ".")]
    [None, None]
    """
    found: set[str] = set()
    for token, _ in tokens_of(regex):
        others = _others_of_token(token, word_class)
        if others is None:
            return None
        found |= others
    return frozenset(found)


@lru_cache(maxsize=4096)
def _others_of_token(token: str, word_class: str) -> frozenset[str] | None:
    if token[0] in "(){|*+?" or token in _BOUNDARIES:
        return frozenset()
    if max(token) > _LAST:
        return None
    try:
        found = re.findall(token, _others(word_class), re.IGNORECASE)
    except re.error:  # part of a larger piece of syntax
        return frozenset()
    signs = frozenset([" " if char.isspace() else char for char in found])
    return signs if len(signs) <= _MANY_OTHERS else None


#: A regular expression that takes more characters outside words may take any.
_MANY_OTHERS = 30


#: The last character of the basic plane.
_LAST = "\uffff"


@lru_cache(maxsize=32)
def _others(word_class: str) -> str:
    """Return the characters of the basic plane that are not of a class."""
    return re.sub(f"[{word_class}]+", "", "".join(map(chr, range(ord(_LAST) + 1))))


def stays_within_chunks(regex: str, flags: int) -> bool:
    r"""Tell whether no match takes, or depends on, a line end or an end of the text.

    Examples
    --------
    >>> [stays_within_chunks(regex, 0) for regex in (r"a b", r"a\s+b", "^a", "[^b]")]
    [True, False, False, False]
    """
    return not any(_takes_line_end(token, flags) for token, _ in set(tokens_of(regex)))


def _takes_line_end(token: str, flags: int) -> bool:
    if token in _EDGES:
        return True
    if token in _BOUNDARIES or (len(token) == 1 and token not in ".\n"):
        return False
    return _takes_one_of(token, "\n", flags)


def _takes_one_of(token: str, characters: str, flags: int) -> bool:
    try:
        return re.search(token, characters, flags) is not None
    except re.error:  # part of a larger piece of syntax
        return False


#: ``^((?!<ref>)(.|\n))*$``: the unwanted text, after an optional look-ahead, stands nowhere up to the end.
_FREE_OF = re.compile(
    r"(?P<head>\^(?:\(\?!\\s\*\$\))?)\(\(\?!(?P<unwanted>[^\\()\[\]|^$.*+?{}\n]+)\)\(\.\|\\n\)\)\*\$"
)


def match_test(pattern: re.Pattern[str]) -> Callable[[str], object]:
    r"""Return a test of whether a pattern matches the beginning of a string. It pickles.

    Patterns such as ``^((?!<ref>)(.|\n))*$`` check at each character that some text does not begin
    there. They are answered by one search for that text.

    Examples
    --------
    >>> is_free = match_test(re.compile(r"^((?!<ref>)(.|\n))*$"))
    >>> is_free("a\nb"), is_free("a<ref>b")
    (True, False)
    """
    found = _FREE_OF.fullmatch(pattern.pattern)
    if found is None or pattern.flags & (re.MULTILINE | re.VERBOSE):
        return pattern.match
    head = re.compile(found["head"], pattern.flags)
    return partial(_is_free_of, head, re.compile(found["unwanted"], pattern.flags))


def _is_free_of(head: re.Pattern[str], unwanted: re.Pattern[str], string: str) -> bool:
    return head.match(string) is not None and unwanted.search(string) is None
