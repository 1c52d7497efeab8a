"""The shapes of patterns between the edges of runs of word characters: how a match may begin.

A pattern is confined if a match is a whole run. Of the others it is spelled out how the first run of
a match may go, and with it the second. The answers err on the safe side; see
`revscoring.text.matching.patterns` for what they are read off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .heads import Head, fold, is_simple
from .pattern_source import source_of_pattern
from .patterns import (
    ASSERTS,
    REPEATS,
    Confined,
    characters_of,
    confined_to,
    elements_of,
    first_of,
    sre,
    sre_parse,
)

__all__ = ["Heads", "Shape", "shape_of"]


@dataclass(frozen=True)
class Heads:
    """Ways in which a run may go: plain texts, folded, and patterns."""

    plain: frozenset[str]
    patterns: tuple[Head, ...]


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
    literals : tuple of str
        What a confined pattern matches, folded, where that is a few simple texts.
    whole : Head or None
        A confined pattern without literals, for whole runs.
    """

    confined: bool
    heads: tuple[tuple[Heads, Heads | None], ...]
    loose: bool
    firsts: frozenset[str] | None
    literals: tuple[str, ...] = ()
    whole: Head | None = None


#: With more plain texts than this a pattern is taken as it is.
_TEXTS = 200


def _plain(elements: Iterable[Any], flags: int) -> tuple[str, ...]:
    """Return the texts, folded, that elements stand for, if they are few and simple."""
    if not flags & re.IGNORECASE:
        return ()
    try:
        texts = _texts_of(elements)
    except OverflowError:
        return ()
    return tuple(dict.fromkeys([fold(text) for text in texts])) if all(map(is_simple, texts)) else ()


def _texts_of(elements: Iterable[Any]) -> list[str]:
    """List the texts that elements match.

    Raises
    ------
    OverflowError
        If they are many, or not to be listed.
    """
    found = [""]
    for op, argument in elements:
        if op is sre.LITERAL:
            parts = [chr(argument)]
        elif op is sre.IN:
            parts = sorted(characters_of((op, argument)) or ())
        elif op is sre.BRANCH:
            parts = [text for part in argument[1] for text in _texts_of(part)]
        elif op is sre.SUBPATTERN and not argument[1] and not argument[2]:
            parts = _texts_of(argument[3])
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and argument[:2] == (0, 1):
            parts = ["", *_texts_of(argument[2])]
        else:
            parts = []
        if not 0 < len(found) * len(parts) <= _TEXTS:
            raise OverflowError
        found = [text + part for text in found for part in parts]
    return found


def shape_of(regex: str, flags: int, run_class: str, known: dict[str, Head] | None = None) -> Shape:
    r"""Tell the shape of a pattern.

    Parameters
    ----------
    regex : str
        The pattern.
    flags : int
        Flags of `re`.
    run_class : str
        The class, as it stands within the brackets of a set.
    known : dict of str to Head, optional
        Heads of other patterns, by their regular expressions, and then of this one.

    Examples
    --------
    >>> [shape_of(regex, 0, r"\w").confined for regex in ("ab+c?", r"a\w*", "a b", "a?")]
    [True, True, False, False]
    >>> (first, second), = shape_of("shut+ up", re.IGNORECASE, r"\w").heads
    >>> first.patterns[0].regex, second.plain
    ('shu(?:t){1,}\\Z', frozenset({'up'}))
    >>> shape_of(":[)]", 0, r"\w").loose
    True
    """
    if regex.isascii() and regex.isalnum() and flags & re.IGNORECASE:  # as most entries of lists are
        return Shape(True, (), False, frozenset(regex[0]), (regex.lower(),))
    known = {} if known is None else known
    parsed = sre_parse.parse(regex, flags)
    firsts = first_of(parsed)
    chars = None if firsts is None else frozenset(firsts)
    if parsed.getwidth()[0] == 0:
        return Shape(False, (), True, chars)
    confined = confined_to(run_class)
    if all(map(confined.takes_only_inside, parsed)):
        literals = _plain(parsed, flags)
        return Shape(True, (), False, chars, literals, None if literals else Head(regex, parsed, True))
    if any(element[0] in (sre.GROUPREF, sre.GROUPREF_EXISTS) for element in elements_of(parsed)):
        return Shape(False, (), True, chars)
    spelled = _Heads(confined, parsed.state)
    try:
        heads = spelled.of(list(parsed))
        seconds: dict[tuple[int, ...], Heads | None] = {}
        pairs = []
        for head, end, rest in heads:
            key = tuple(map(id, rest or ()))
            if key not in seconds:
                second = spelled.behind(rest) if end == "end" else None
                seconds[key] = None if second is None else _collect(second, parsed.state, flags, known)
            if head:
                pairs.append((_collect([(head, end)], parsed.state, flags, known), seconds[key]))
    except OverflowError:
        return Shape(False, (), True, chars)
    loose = any(
        not head or sre_parse.SubPattern(parsed.state, list(head)).getwidth()[0] == 0 for head, _, _ in heads
    )
    return Shape(False, tuple(pairs), loose, chars)


def _collect(heads: list[tuple[list[Any], str]], state: Any, flags: int, known: dict[str, Head]) -> Heads:
    """Part heads into plain texts and patterns."""
    plain: list[str] = []
    patterns: list[Head] = []
    for elements, end in heads:
        texts = _plain(elements, flags) if end != "open" else ()
        if texts and "" not in texts:
            plain.extend(texts)
            continue
        regex = source_of_pattern(elements) + (r"\Z" if end != "open" else "")
        if regex not in known:
            known[regex] = Head(regex, sre_parse.SubPattern(state, list(elements)), end != "open")
        patterns.append(known[regex])
    return Heads(frozenset(plain), tuple(patterns))
