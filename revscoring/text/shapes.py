"""The shapes of patterns between the edges of runs of word characters: how a match may begin.

A pattern is confined if a match is a whole run. Of the others it is spelled out how the first run of
a match may go, and with it the second. The answers err on the safe side; see
`revscoring.text.patterns` for what they are read off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .patterns import (
    ASSERTS,
    REPEATS,
    Confined,
    characters_of,
    elements_of,
    first_of,
    sre,
    sre_compile,
    sre_parse,
)

__all__ = ["Heads", "Shape", "compile_head", "is_simple", "prefix_of_run", "shape_of"]


@dataclass(frozen=True)
class Heads:
    """Ways in which a run may go: plain texts, in lower case, and parsed patterns; see `compile_head`."""

    plain: tuple[str, ...]
    patterns: tuple[Any, ...]


class _Heads:
    """Spells out how the first run of characters of a class in a match may go.

    A head is a list of elements and what follows them: the run ends there ("end"), the pattern
    does ("done"), or anything may come ("open").
    """

    #: With more heads than this, a pattern is not spelled out.
    LIMIT = 200

    def __init__(self, confined: Confined, state: Any) -> None:
        self.confined = confined
        self.state = state

    def of(self, elements: list[Any]) -> list[tuple[list[Any], str, list[Any] | None]]:
        """Return the heads of a sequence of elements, and the elements behind each where they are known.

        Raises
        ------
        OverflowError
            If they are too many.
        """
        prefix: list[Any] = []
        for i, element in enumerate(elements):
            rest = elements[i + 1 :]
            if element[0] in ASSERTS or element[0] is sre.AT:
                continue
            if self.confined.takes_only_inside(element):
                prefix.append(element)
                continue
            if self.confined.takes_outside_first(element):
                return [(prefix, "end", [element, *rest])]
            found: list[tuple[list[Any], str, list[Any] | None]] = []
            for replacement, then in self._choices(element):
                if then == "go":
                    found.extend((prefix + head, *end) for head, *end in self.of(replacement + rest))  # type: ignore[misc]
                elif then == "one":
                    found.append((prefix + replacement, "end", rest))
                elif then == "again":
                    again = (element[0], (0, element[1][1], element[1][2]))
                    found.append((prefix + replacement, "end", [again, *rest]))
                else:
                    found.append((prefix + replacement, then, None))
                if len(found) > self.LIMIT:
                    raise OverflowError
            return found
        return [(prefix, "done", None)]

    def behind(self, elements: list[Any] | None) -> list[tuple[list[Any], str]] | None:
        """Return the heads of the run that follows, or None where anything may follow."""
        rest = list(elements or ())
        while rest and self.confined.takes_only_outside(rest[0]):
            rest.pop(0)
        heads = self.of(rest) if rest else []
        least = [(head, end, self._least(head)) for head, end, _ in heads]
        if any(not size and end != "end" for _, end, size in least) or not heads:
            return None
        mixed = rest[0][0] in REPEATS  # more characters that end the run leave all as it was
        if any(not head for head, _, _ in least) and not mixed:
            return None
        return [(head, end) for head, end, _ in least if head] or None

    def _choices(self, element: Any) -> Iterator[tuple[list[Any], str]]:
        """Yield what may stand for an element, and what follows.

        The pattern goes on in the run ("go"), or behind one character that ends it ("one"), or so
        with more of the same element ("again"); the run ends and nothing is known of what follows
        ("end"); or anything may come ("open").
        """
        op, argument = element
        if op is sre.SUBPATTERN and not argument[1] and not argument[2]:
            yield list(argument[3]), "go"
        elif op is sre.BRANCH:
            for part in argument[1]:
                yield list(part), "go"
        elif op in REPEATS and self.confined.takes_only_outside(element):
            yield [], "go"
            yield [], "one"
        elif op in REPEATS:
            least, most, body = argument
            inside = self._inside_of(body[0]) if len(body) == 1 else None
            if inside is not None:
                if most:
                    yield [(op, (0, most, self._sub([inside])))], "again"
                yield [(op, (least, most, self._sub([inside])))], "go"
                return
            if least == 0:
                yield [], "go"
            for head, end, _ in self.of(list(body)) if most else ():
                yield head, "end" if end == "end" else "open"
        else:
            inside = self._inside_of(element)
            if inside is None:
                yield [], "open"
            else:
                yield [], "one"
                yield [inside], "go"

    def _least(self, elements: list[Any]) -> int:
        return int(self._sub(elements).getwidth()[0])

    def _sub(self, elements: list[Any]) -> Any:
        return sre_parse.SubPattern(self.state, elements)

    def _inside_of(self, element: Any) -> Any:
        """Return the part of a small set of characters that is of the class, if there is one."""
        characters = characters_of(element) if element[0] is sre.IN else None
        if characters is None:
            return None
        inside = sorted(filter(self.confined.inside.match, characters))
        return (sre.IN, [(sre.LITERAL, ord(char)) for char in inside]) if inside else None


@dataclass(frozen=True)
class Shape:
    """What can be said of a pattern between the edges of runs of characters of a class.

    Attributes
    ----------
    confined : bool
        A match takes characters of the class only, so that it is a whole run.
    heads : tuple of (Heads, Heads or None)
        How the first run of a match that is not confined may go, and with that the second one;
        None where anything may follow.
    loose : bool
        A match may be empty, begin outside the class, or in a way that is not spelled out.
    firsts : frozenset of str or None
        The characters that a match may begin with, in one case; None where they are many.
    literal : str or None
        The pattern in lower case, where it is plain text whose cases are simple.
    """

    confined: bool
    heads: tuple[tuple[Heads, Heads | None], ...]
    loose: bool
    firsts: frozenset[str] | None
    literal: str | None = None


#: Characters that a regular expression takes for others than their own lower and upper case.
_SPECIAL = re.compile(
    "[\u0130\u0131\u017f\u1c80-\u1c8a\u212a\u212b\u00b5\u03bc\u0345\u03b9\u1fbe\u0390\u1fd3\u03b0\u1fe3"
    "\u03b2\u03d0\u03b5\u03f5\u03b8\u03d1\u03f4\u03ba\u03f0\u03c0\u03d6\u03c1\u03f1\u03c2\u03c3\u03c6\u03d5\u1e60\u1e61\u1e9b"
    "\u1e9e\u00df\ufb05\ufb06\u03a9\u2126\u01c4-\u01cc\u01f1-\u01f3\u0250-\u02af\u1d79-\u1d8e\u2c60-\u2c7f\ua640-\ua7ff]"
    "|[\U00010000-\U0010ffff]"
)


def is_simple(string: str) -> bool:
    """Tell whether strings like this one match, case ignored, just where their lower cases are equal.

    Examples
    --------
    >>> is_simple("Straight"), is_simple("\u017ftop")
    (True, False)
    """
    return _SPECIAL.search(string) is None and len(string.lower()) == len(string)


def _plain(elements: Iterable[Any], flags: int) -> str | None:
    """Return the text, in lower case, that elements stand for literally, if they do."""
    found = []
    for op, argument in elements:
        if op is not sre.LITERAL:
            return None
        found.append(chr(argument))
    text = "".join(found)
    return text.lower() if flags & re.IGNORECASE and is_simple(text) else None


def _without_groups(element: Any, state: Any) -> Any:
    """Return an element whose groups do not capture, so that it can stand in another pattern."""
    op, argument = element

    def again(part: Any) -> Any:
        return sre_parse.SubPattern(state, [_without_groups(inner, state) for inner in part])

    if op is sre.BRANCH:
        return op, (None, [again(part) for part in argument[1]])
    if op is sre.SUBPATTERN:
        return op, (None, argument[1], argument[2], again(argument[3]))
    if op in REPEATS:
        return op, (argument[0], argument[1], again(argument[2]))
    if op in ASSERTS:
        return op, (argument[0], again(argument[1]))
    if op is getattr(sre, "ATOMIC_GROUP", None):
        return op, again(argument)
    return element


def prefix_of_run(elements: Iterable[Any], length: int) -> list[set[str] | None]:
    """Return what the first characters of a run may be that fulfils a head, each in one case.

    Parameters
    ----------
    elements : iterable of tuple
        The head, as `re` parses it.
    length : int
        Of how many characters.

    Returns
    -------
    list of set of str or None
        One for each place; None where it may be anything, or much.
    """
    rest = list(elements)
    while rest and rest[0][0] is sre.SUBPATTERN:
        rest = [*rest[0][1][3], *rest[1:]]
    if rest and rest[0][0] is sre.BRANCH:
        parts = [prefix_of_run([*part, *rest[1:]], length) for part in rest[0][1][1]]
        return [None if None in places else set().union(*places) for places in zip(*parts, strict=True)]  # type: ignore[arg-type]
    found: list[set[str] | None] = []
    reached = {0}
    while len(found) < length:
        place: set[str] | None = set()
        behind: set[int] = set()
        for i in _skip_what_is_optional(rest, reached):
            if i == len(rest):  # the run may go on as it likes
                place = None
                behind.add(i)
                continue
            op, argument = rest[i]
            if op is sre.AT:  # the end of the run
                continue
            (element, *others) = argument[2] if op in REPEATS else [rest[i]]
            if others or element[0] not in (sre.LITERAL, sre.IN):
                return found + [None] * (length - len(found))
            characters = characters_of(element)
            place = None if place is None or characters is None else place | characters
            behind |= {i, i + 1} if op in REPEATS and argument[1] > 1 else {i + 1}
        found.append(place)
        reached = behind
    return found


def _skip_what_is_optional(elements: list[Any], reached: set[int]) -> set[int]:
    """Return where a match may be that is before one of some elements."""
    found: set[int] = set()
    for i in reached:
        while True:
            found.add(i)
            if i == len(elements):
                break
            op, argument = elements[i]
            if op is sre.AT and argument is sre.AT_END_STRING:
                break
            if op is not sre.AT and not (op in REPEATS and argument[0] == 0):
                break
            i += 1
    return {i for i in found if i == len(elements) or elements[i][0] is not sre.AT}


def compile_head(head: Iterable[Any], flags: int) -> re.Pattern[str]:
    """Compile a head, to match where a run begins that fulfils it."""
    state = sre_parse.parse("", flags).state
    elements = [_without_groups(element, state) for element in head]
    return sre_compile.compile(sre_parse.SubPattern(state, elements), flags)


def shape_of(regex: str, flags: int, run_class: str) -> Shape:
    r"""Tell the shape of a pattern.

    Parameters
    ----------
    regex : str
        The pattern.
    flags : int
        Flags of `re`.
    run_class : str
        The class, as it stands within the brackets of a set.

    Examples
    --------
    >>> [shape_of(regex, 0, r"\w").confined for regex in ("ab+c?", r"a\w*", "a b", "a?")]
    [True, True, False, False]
    >>> (first, second), = shape_of("shut+ up", re.IGNORECASE, r"\w").heads
    >>> head = compile_head(first.patterns[0], re.IGNORECASE)
    >>> bool(head.match("Shutt")), bool(head.match("shutter")), second.plain
    (True, False, ('up',))
    >>> shape_of(":[)]", 0, r"\w").loose
    True
    """
    parsed = sre_parse.parse(regex, flags)
    firsts = first_of(parsed)
    known = None if firsts is None else frozenset(firsts)
    if parsed.getwidth()[0] == 0:
        return Shape(False, (), True, known)
    confined = Confined(run_class)
    if all(map(confined.takes_only_inside, parsed)):
        return Shape(True, (), False, known, _plain(parsed, flags))
    if any(element[0] in (sre.GROUPREF, sre.GROUPREF_EXISTS) for element in elements_of(parsed)):
        return Shape(False, (), True, known)
    spelled = _Heads(confined, parsed.state)
    try:
        heads = spelled.of(list(parsed))
        seconds: dict[tuple[int, ...], Heads | None] = {}
        pairs = []
        for head, end, rest in heads:
            key = tuple(map(id, rest or ()))
            if key not in seconds:
                second = spelled.behind(rest) if end == "end" else None
                seconds[key] = None if second is None else _collect(second, parsed.state, flags)
            if head:
                pairs.append((_collect([(head, end)], parsed.state, flags), seconds[key]))
    except OverflowError:
        return Shape(False, (), True, known)
    loose = any(
        not head or sre_parse.SubPattern(parsed.state, list(head)).getwidth()[0] == 0 for head, _, _ in heads
    )
    return Shape(False, tuple(pairs), loose, known)


def _collect(heads: list[tuple[list[Any], str]], state: Any, flags: int) -> Heads:
    """Part heads into plain texts and patterns."""
    plain: list[str] = []
    patterns: list[Any] = []
    for elements, end in heads:
        text = _plain(elements, flags) if end != "open" else None
        if text:
            plain.append(text)
            continue
        pattern = sre_parse.SubPattern(state, list(elements))
        if end != "open":
            pattern.append((sre.AT, sre.AT_END_STRING))
        patterns.append(pattern)
    return Heads(tuple(plain), tuple(patterns))
