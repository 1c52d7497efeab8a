"""The shapes of patterns between the edges of runs of word characters: how a match may begin.

A pattern is confined if a match is a whole run. Of the others it is spelled out how the first run of
a match may go, and with it the second. The answers err on the safe side; see
`revscoring.text.patterns` for what they are read off.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from .pattern_source import source_of_pattern
from .patterns import (
    ASSERTS,
    REPEATS,
    Confined,
    characters_of,
    elements_of,
    first_of,
    parts_of,
    sre,
    sre_parse,
)

__all__ = ["ENDS", "PREFIX", "Head", "Heads", "Shape", "beginnings_of_run", "is_simple", "shape_of"]

#: So many first characters of a run are told by a head: most texts have no word that begins like a bad one.
PREFIX = 3
#: Stands in a beginning where the run ends.
ENDS = "\0"


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
        What the first characters of such a run may be, in lower case; in full, or less if the run ends there.
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
        """Tell whether the pattern is worth trying on a simple run, given in lower case.

        Examples
        --------
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
    """Return sets of characters in lower case: a simple run that a pattern takes has one of each."""
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
                found.append({char.lower() for char in characters})
    return found


def _taken_by(elements: Iterable[Any]) -> set[str] | None:
    """Return the characters, in lower case, that simple runs hold if a pattern takes them whole, if known."""
    found: set[str] = set()
    for element in elements_of(elements):
        if element[0] in (*ASSERTS, sre.AT) or parts_of(element):
            continue
        characters = characters_of(element) if element[0] in (sre.LITERAL, sre.IN) else None
        if characters is None or not all(map(is_simple, characters)):
            return None
        found.update([char.lower() for char in characters])
    return found


@dataclass(frozen=True)
class Heads:
    """Ways in which a run may go: plain texts, in lower case, and patterns."""

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
        What a confined pattern matches, in lower case, where that is a few texts whose cases are simple.
    whole : Head or None
        A confined pattern without literals, for whole runs.
    """

    confined: bool
    heads: tuple[tuple[Heads, Heads | None], ...]
    loose: bool
    firsts: frozenset[str] | None
    literals: tuple[str, ...] = ()
    whole: Head | None = None


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
    return string.isascii() or (_SPECIAL.search(string) is None and len(string.lower()) == len(string))


#: With more plain texts than this a pattern is taken as it is.
_TEXTS = 200


def _plain(elements: Iterable[Any], flags: int) -> tuple[str, ...]:
    """Return the texts, in lower case, that elements stand for, if they are few and their cases simple."""
    if not flags & re.IGNORECASE:
        return ()
    try:
        texts = _texts_of(elements)
    except OverflowError:
        return ()
    return tuple(dict.fromkeys([text.lower() for text in texts])) if all(map(is_simple, texts)) else ()


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


def beginnings_of_run(elements: Iterable[Any], whole: bool, length: int = PREFIX) -> frozenset[str]:
    """Return what simple runs may begin with that fulfil a head, in lower case.

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
    >>> parsed = sre_parse.parse("ab?[cd]*")
    >>> sorted(beginnings_of_run(parsed, True)) == ["a" + ENDS, "ab" + ENDS, "abc", "abd", "ac" + ENDS] + [
    ...     "acc", "acd", "ad" + ENDS, "adc", "add"]
    True
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
    """Lists what matches of parts of a pattern may begin with, in lower case.

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
        return _Found(frozenset([char.lower() for char in characters]), frozenset())

    def _of_repeat(self, least: int, most: int, body: Any) -> _Found:
        once = self.of(body)
        found = _Found(self._NOTHING, frozenset())
        ended: frozenset[str] = frozenset() if least else self._NOTHING
        for times in range(1, min(most, max(least, self.length)) + 1):
            found = self._then(found, once)
            if times >= least:
                ended |= found.ended
        return _Found(ended, found.open)


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
    known = {} if known is None else known
    parsed = sre_parse.parse(regex, flags)
    firsts = first_of(parsed)
    chars = None if firsts is None else frozenset(firsts)
    if parsed.getwidth()[0] == 0:
        return Shape(False, (), True, chars)
    confined = Confined(run_class)
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
