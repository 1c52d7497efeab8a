"""Properties of regular expressions that are read off their text.

All of them err on the safe side: a wrong guess may cost time, never a match.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial

__all__ = ["head_of", "match_test", "stays_within_chunks", "takes_only", "tokens_of", "without_assertions"]

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


def takes_only(regex: str, word_class: str) -> bool:
    r"""Tell whether matches hold no characters but those of a class.

    Examples
    --------
    >>> [takes_only(regex, r"\w") for regex in (r"(?:ab){2,}\w*", "[a-z]b?", "a b", "a-b", "[^a]", ".")]
    [True, True, False, False, False, False]
    """
    return not any(_takes_others(token, word_class) for token, _ in tokens_of(regex))


@lru_cache(maxsize=4096)
def _takes_others(token: str, word_class: str) -> bool:
    if token[0] in "(){|*+?" or token in _BOUNDARIES:
        return False
    return _takes_one_of(token, _others(word_class), re.IGNORECASE) or max(token) > _LAST


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
