"""Writing parsed regular expressions as text again, so that a part of one can stand by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from .patterns import REPEATS, sre

__all__ = ["source_of_pattern"]

_PLACES = {
    sre.AT_BEGINNING: "^",
    sre.AT_BEGINNING_STRING: r"\A",
    sre.AT_BOUNDARY: r"\b",
    sre.AT_NON_BOUNDARY: r"\B",
    sre.AT_END: "$",
    sre.AT_END_STRING: r"\Z",
}
_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}
_FLAGS = {
    re.ASCII: "a",
    re.IGNORECASE: "i",
    re.MULTILINE: "m",
    re.DOTALL: "s",
    re.UNICODE: "u",
    re.VERBOSE: "x",
}
_LOOKS = {(sre.ASSERT, 1): "=", (sre.ASSERT, -1): "<=", (sre.ASSERT_NOT, 1): "!", (sre.ASSERT_NOT, -1): "<!"}


def source_of_pattern(elements: Iterable[Any]) -> str:
    r"""Write elements of a parsed regular expression, with groups that do not capture.

    Parameters
    ----------
    elements : iterable of tuple
        As `re` parses them; no references to groups among them.

    Raises
    ------
    ValueError
        If an element is of a kind that cannot stand by itself.

    Examples
    --------
    >>> from revscoring.text.matching.patterns import sre_parse
    >>> source_of_pattern(sre_parse.parse(r"(b|cd)+?[^\Wx-z](?!a) "))
    '(?:(?:(?:b|cd))){1,}?[^\\Wx-z](?!a)\\x20'
    """
    return "".join(map(_source_of_element, elements))


def _source_of_element(element: Any) -> str:
    op, argument = element
    if op is sre.LITERAL:
        return _character(argument)
    if op is sre.NOT_LITERAL:
        return f"[^{_character(argument)}]"
    if op is sre.ANY:
        return "."
    if op is sre.IN:
        return f"[{''.join(map(_source_of_item, argument))}]"
    if op is sre.AT:
        return _PLACES[argument]
    if op is sre.BRANCH:
        return f"(?:{'|'.join(map(source_of_pattern, argument[1]))})"
    if op is sre.SUBPATTERN:
        _, added, removed, body = argument
        flags = _letters(added) + ("-" + _letters(removed) if removed else "")
        return f"(?{flags}:{source_of_pattern(body)})"
    if op in REPEATS:
        least, most, body = argument
        kind = "" if op is sre.MAX_REPEAT else "?" if op is sre.MIN_REPEAT else "+"
        upper = "" if most == sre.MAXREPEAT else most
        return f"(?:{source_of_pattern(body)}){{{least},{upper}}}{kind}"
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return f"(?{_LOOKS[op, argument[0]]}{source_of_pattern(argument[1])})"
    if op is getattr(sre, "ATOMIC_GROUP", None):
        return f"(?>{source_of_pattern(argument)})"
    if op is sre.FAILURE:
        return "(?!)"
    raise ValueError(f"{op} cannot be written")


def _source_of_item(item: Any) -> str:
    """Write an item of a set of characters."""
    kind, value = item
    if kind is sre.NEGATE:
        return "^"
    if kind is sre.LITERAL:
        return _character(value)
    if kind is sre.RANGE:
        return f"{_character(value[0])}-{_character(value[1])}"
    if kind is sre.CATEGORY:
        return _CATEGORIES[value]
    raise ValueError(f"{kind} cannot be written")


def _character(code: int) -> str:
    char = chr(code)
    return char if code > 127 or char.isalnum() else f"\\x{code:02x}"


def _letters(flags: int) -> str:
    return "".join([letter for flag, letter in _FLAGS.items() if flags & flag])
