"""What can be said of regular expressions before they meet a text.

Can a match reach across a paragraph break, which characters may it begin with, does it take
characters of one class only: the answers err on the safe side. They are read off the parsed
pattern, whose form is that of the standard library's `re` module; all that knows this form is here,
in `revscoring.text.matching.pattern_source` and in `revscoring.text.matching.shapes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

try:
    from re import _constants as sre  # type: ignore[attr-defined]
    from re import _parser as sre_parse  # type: ignore[attr-defined]
except ImportError:  # Python 3.10
    import sre_constants as sre  # type: ignore[no-redef]
    import sre_parse  # type: ignore[no-redef]

__all__ = [
    "ASSERTS",
    "REPEATS",
    "Confined",
    "characters_of",
    "confined_to",
    "elements_of",
    "first_characters",
    "first_of",
    "parts_of",
    "sre",
    "sre_parse",
    "stays_within_chunks",
]

REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT, getattr(sre, "POSSESSIVE_REPEAT", None)}
ASSERTS = {sre.ASSERT, sre.ASSERT_NOT}
_BOUNDARIES = {sre.AT_BOUNDARY, sre.AT_NON_BOUNDARY}
#: Character sets larger than this are not spelled out.
_MANY = 4096


def parts_of(element: Any) -> list[Any]:
    """Return the sub-patterns of an element."""
    op, argument = element
    if op is sre.BRANCH:
        return list(argument[1])
    if op is sre.SUBPATTERN:
        return [argument[3]]
    if op in REPEATS:
        return [argument[2]]
    if op in ASSERTS:
        return [argument[1]]
    if op is getattr(sre, "ATOMIC_GROUP", None):
        return [argument]
    if op is sre.GROUPREF_EXISTS:
        return [part for part in argument[1:] if part is not None]
    return []


def elements_of(parsed: Any) -> Iterator[Any]:
    """Iterate over the elements of a parsed pattern, nested ones too."""
    waiting = [parsed]
    while waiting:
        for element in waiting.pop():
            yield element
            waiting.extend(parts_of(element))


def _matches_char(element: Any, char: str) -> bool:
    """Tell whether an element that takes one character may take this one."""
    op, argument = element
    if op is sre.LITERAL:
        return chr(argument).lower() == char.lower()
    if op is sre.NOT_LITERAL:
        return chr(argument) != char
    if op is sre.ANY:
        return True
    negated, found = False, False
    for kind, value in argument:
        if kind is sre.NEGATE:
            negated = True
        elif kind is sre.LITERAL:
            found |= chr(value) == char
        elif kind is sre.RANGE:
            found |= value[0] <= ord(char) <= value[1]
        elif kind is sre.CATEGORY:
            name = str(value)
            class_ = {
                "SPACE": char.isspace(),
                "DIGIT": char.isdecimal(),
                "WORD": char.isalnum() or char == "_",
            }
            holds = next(holds for word, holds in class_.items() if name.endswith(word))
            found |= holds != ("NOT" in name)
        else:
            return True
    return found != negated


_ONE_CHAR = {sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN}


def stays_within_chunks(regex: str, flags: int) -> bool:
    """Tell whether no match takes, or depends on, a line end or an end of the text.

    Examples
    --------
    >>> [stays_within_chunks(regex, 0) for regex in (r"a b", r"a\\s+b", r"^a", r"[^b]")]
    [True, False, False, False]
    """
    for element in elements_of(sre_parse.parse(regex, flags)):
        op, argument = element
        if op is sre.AT and argument not in _BOUNDARIES:
            return False
        if op is sre.ANY and not flags & re.DOTALL:
            continue
        if op in _ONE_CHAR and _matches_char(element, "\n"):
            return False
    return True


def characters_of(element: Any) -> set[str] | None:
    """Return the characters that an element takes, or None where they are too many."""
    op, argument = element
    if op is sre.LITERAL:
        return {chr(argument)}
    if op is not sre.IN:
        return None
    found: set[str] = set()
    for kind, value in argument:
        if kind is sre.LITERAL:
            found.add(chr(value))
        elif kind is sre.RANGE and value[1] - value[0] < _MANY:
            found.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return None
    return found


class Confined:
    """Tells whether parts of patterns take characters of one class only, or none of them."""

    def __init__(self, run_class: str) -> None:
        self.inside = re.compile(f"[{run_class}]")
        self._literals: dict[int, bool] = {}

    def _takes_inside(self, code: int) -> bool:
        """Tell whether a character, by its code, is of the class."""
        if code not in self._literals:
            self._literals[code] = self.inside.match(chr(code)) is not None
        return self._literals[code]

    def _is_word_category(self, element: Any) -> bool:
        op, argument = element
        return op is sre.IN and all(
            (kind is sre.CATEGORY and value in (sre.CATEGORY_WORD, sre.CATEGORY_DIGIT))
            or (kind in (sre.LITERAL, sre.RANGE) and self._all_inside((sre.IN, [(kind, value)])))
            for kind, value in argument
        )

    def _all_inside(self, element: Any) -> bool:
        characters = characters_of(element)
        return characters is not None and all(map(self.inside.match, characters))

    def takes_only_inside(self, element: Any) -> bool:
        """Tell whether an element, with all below it, takes characters of the class only."""
        op, argument = element
        if op is sre.LITERAL:
            return self._takes_inside(argument)
        if op is sre.AT:
            return argument in _BOUNDARIES
        if op in _ONE_CHAR:
            return self._is_word_category(element) or self._all_inside(element)
        if op is sre.GROUPREF:
            return True
        if op is sre.GROUPREF_EXISTS:
            return False
        parts = parts_of(element)
        return bool(parts) and all(all(map(self.takes_only_inside, part)) for part in parts)

    def takes_only_outside(self, element: Any) -> bool:
        """Tell whether an element takes characters outside the class only, if any."""
        op, argument = element
        if op in REPEATS:
            return all(map(self.takes_only_outside, argument[2]))
        return op in (sre.LITERAL, sre.IN) and self.takes_outside_first(element)

    def takes_outside_first(self, element: Any) -> bool:
        """Tell whether an element always takes a character outside the class first."""
        op, argument = element
        if op in REPEATS:
            return argument[0] > 0 and bool(argument[2]) and self.takes_outside_first(argument[2][0])
        if op is sre.SUBPATTERN:
            return bool(argument[3]) and self.takes_outside_first(argument[3][0])
        if op is sre.BRANCH:
            return all(bool(part) and self.takes_outside_first(part[0]) for part in argument[1])
        if op is sre.IN and argument[0][0] is sre.NEGATE:
            return (sre.CATEGORY, sre.CATEGORY_NOT_SPACE) in argument
        if op is sre.IN:
            argument = [item for item in argument if item != (sre.CATEGORY, sre.CATEGORY_SPACE)]
            element = (op, argument)
        characters = characters_of(element)
        return characters is not None and not any(map(self.inside.match, characters))


@lru_cache(maxsize=16)
def confined_to(run_class: str) -> Confined:
    """Return the `Confined` of a class, as it stands within the brackets of a set."""
    return Confined(run_class)


def first_characters(regex: str, flags: int) -> set[str] | None:
    """Return the characters that a match may begin with, in one case; None where they are many.

    Examples
    --------
    >>> sorted(first_characters("(b|ac?)d", 0)), first_characters(".a", 0), first_characters("a?", 0)
    (['a', 'b'], None, None)
    """
    return first_of(sre_parse.parse(regex, flags))


def first_of(elements: Iterable[Any]) -> set[str] | None:
    rest = list(elements)
    for i, element in enumerate(rest):
        op, argument = element
        if op in ASSERTS or op is sre.AT:
            continue
        if op in (sre.LITERAL, sre.IN):
            return characters_of(element)
        if op is sre.SUBPATTERN:
            return first_of([*argument[3], *rest[i + 1 :]])
        if op in REPEATS:
            found = [first_of([*argument[2], *([] if argument[0] else rest[i + 1 :])])]
            if argument[0] == 0:
                found.append(first_of(rest[i + 1 :]))
        elif op is sre.BRANCH:
            found = [first_of([*part, *rest[i + 1 :]]) for part in argument[1]]
        else:
            return None
        return None if None in found else set().union(*found)  # type: ignore[arg-type]
    return None
