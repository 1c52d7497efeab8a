"""Tests whether the beginning of a string matches, without trying a look-ahead at each of its characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from .pattern_source import source_of_pattern
from .patterns import ASSERTS, sre, sre_parse

__all__ = ["match_test"]

#: Categories that hold all characters together.
_PAIRS = (
    (sre.CATEGORY_DIGIT, sre.CATEGORY_NOT_DIGIT),
    (sre.CATEGORY_SPACE, sre.CATEGORY_NOT_SPACE),
    (sre.CATEGORY_WORD, sre.CATEGORY_NOT_WORD),
)


def match_test(pattern: re.Pattern[str]) -> Callable[[str], Any]:
    r"""Return what tells of a string whether a pattern matches its beginning.

    A pattern that demands of each character up to the end that something does not begin there, such as
    ``^((?!<ref>)(.|\n))*$``, is answered by one search for that.

    Parameters
    ----------
    pattern : re.Pattern
        The pattern.

    Returns
    -------
    callable
        True of a string just where `pattern.match` finds something. It pickles.

    Examples
    --------
    >>> is_free = match_test(re.compile(r"((?!<ref>)(.|\n))*$"))
    >>> is_free("a\nb"), is_free("a<ref>b")
    (True, False)
    """
    return _free_of(pattern) or pattern.match


class _FreeOf:
    """Tells of strings whether something holds where they begin and something else stands nowhere in them."""

    def __init__(self, pattern: re.Pattern[str], head: str, unwanted: str, at_end: bool) -> None:
        self.pattern = pattern
        self.head = re.compile(head, pattern.flags)
        self.unwanted = re.compile(unwanted, pattern.flags)
        self.at_end = at_end

    def __call__(self, string: str) -> bool:
        if self.head.match(string) is None:
            return False
        found = self.unwanted.search(string)
        # "$" also stands before a line end at the end.
        return found is None or found.start() >= len(string) - (not self.at_end and string.endswith("\n"))

    def __reduce__(self) -> tuple[Any, ...]:
        return match_test, (self.pattern,)


def _free_of(pattern: re.Pattern[str]) -> _FreeOf | None:
    if pattern.flags & re.MULTILINE or "(?!" not in pattern.pattern:
        return None
    elements = list(sre_parse.parse(pattern.pattern, pattern.flags))
    if len(elements) < 2 or any(op is not sre.AT and op not in ASSERTS for op, _ in elements[:-2]):
        return None
    (repeat, argument), end = elements[-2:]
    if repeat is not sre.MAX_REPEAT or argument[:2] != (0, sre.MAXREPEAT):
        return None
    step = _inside(argument[2])
    if len(step) != 2 or step[0][0] is not sre.ASSERT_NOT or step[0][1][0] != 1:
        return None
    if end not in ((sre.AT, sre.AT_END), (sre.AT, sre.AT_END_STRING)) or not _is_any(step[1:], pattern.flags):
        return None
    try:
        head, unwanted = source_of_pattern(elements[:-2]), source_of_pattern(step[0][1][1])
    except ValueError:
        return None
    return _FreeOf(pattern, head, unwanted, end[1] is sre.AT_END_STRING)


def _inside(elements: Iterable[Any]) -> list[Any]:
    """Take elements out of the groups around all of them."""
    elements = list(elements)
    while len(elements) == 1 and elements[0][0] is sre.SUBPATTERN and not any(elements[0][1][1:3]):
        elements = list(elements[0][1][3])
    return elements


def _is_any(elements: Iterable[Any], flags: int) -> bool:
    """Tell whether elements take any one character; a refusal is always safe."""
    elements = _inside(elements)
    if len(elements) != 1:
        return False
    op, argument = elements[0]
    if op is sre.ANY:
        return bool(flags & re.DOTALL)
    if op is sre.BRANCH:
        parts = [_inside(part) for part in argument[1]]
        return [(sre.ANY, None)] in parts and [(sre.LITERAL, ord("\n"))] in parts
    if op is sre.IN:
        pairs = ("DIGIT", "SPACE", "WORD")
        categories = {
            str(value).removeprefix("CATEGORY_") for kind, value in argument if kind is sre.CATEGORY
        }
        negated = any(kind is sre.NEGATE for kind, _ in argument)
        return not negated and any({name, f"NOT_{name}"} <= categories for name in pairs)
    return False
