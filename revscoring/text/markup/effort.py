"""The limit on the effort of parsing wikitext, checked before the parser starts.

The parser reads on from each opening mark to find its closing mark. If there is none, it takes the mark as
text and reads the rest again, so its time grows with the number of marks without an end times the length of
the text behind them: 40 kB of ``{{a|`` take minutes. That product, the effort, is estimated here from
the text alone, to refuse at once what would take too long; `revscoring.text.markup.timer` measures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from ...errors import LimitExceeded
from ..limits import check_length, current

__all__ = ["check_markup"]

# Measured: templates without an end cost four times as much as links, and marks whose end comes after that
# of a mark around them ten times, when they are many. Tags without a ">" cost most, and the parser can not be
# stopped while it reads attributes. A character at which the parser looks costs more than others, and in a
# dense text each attempt starts many others.
_WEIGHTS = {"template": 4, "endless_tag": 15}
_CROSSED_WEIGHT = 10
_MANY = 100
_MARKER_WEIGHT = 5
_MARKERS = "{}[]<>|=&'#*;:/!\n-"

# Texts below this effort, were every mark unclosed, are looked at closely only if marks are missing.
_LARGE = 200_000_000
_LONG_LINE = 20_000
# What a character costs at most for a tag without an end, by its weight and by a third of markers behind it.
_ENDLESS = 20

# A tag has a name that ends at a space or at the end of the tag; at other characters the parser gives up at
# once. Some tags may end with the text.
_MARKS = re.compile(
    r"<(?:br|hr|img|link|meta|wbr)\b[^<>]*>|<[^\W_][^<>]*/>"
    r"|(?P<comment><!--)|(?P<comment_end>-->)"
    r"|</(?P<tag_end>[^\s<>]*)"
    r"|<(?P<lasting_tag>li|d[dt]|t[dhr])(?=[\s>])(?=[^<>]*>)"
    r"|<(?P<tag>[^\W_][^\s{}\[\]<>|=&'#*;:/!\-]*)(?=[\s>])(?=[^<>]*>)"
    r"|<(?P<endless_tag>[^\W_][^\s{}\[\]<>|=&'#*;:/!\-]*)(?=\s)"
    r"|(?P<template>(?<!\{)\{\{+(?=[^{}\[\]<>|]*\|))|(?P<template_end>(?<!\})\}\}+)"
    r"|(?P<wikilink>\[\[(?=[^\n{}\[\]<>|]*\|))|(?P<wikilink_end>\]\])"
    r"|(?P<table>\{\|)|(?P<table_end>\|\}(?!\}))"
    r"|(?P<bold>'''(?!'))|(?P<italics>''(?!'))",
    re.IGNORECASE,
)
_TAGS = ("tag", "lasting_tag", "endless_tag")
_BRACKETED_LINK = re.compile(r"\[(?:[A-Za-z][A-Za-z0-9+.\-]*:)?//")


class Effort(NamedTuple):
    """What the parser reads in vain.

    Attributes
    ----------
    attempts : int
        Opening marks without an end.
    characters : int
        Characters that are read again for them, weighted.
    """

    attempts: int
    characters: int


def check_markup(text: str) -> None:
    """Raise an error for a text that is too long, or whose markup clearly takes too long to parse.

    Raises
    ------
    LimitExceeded
        If the length or the estimated effort is above the limits of this process. The effort depends
        on the text only.
    """
    check_length(text)
    limit = current().markup_effort
    if limit is None or (effort := effort_above(text, limit)) is None:
        return
    raise LimitExceeded(
        f"The markup of a text of {len(text):,} characters takes too long to parse: about "
        f"{effort.attempts:,} opening marks without an end, an effort of {effort.characters:,} where the "
        f"limit is {limit:,}; revscoring.text.limits.configure(markup_effort=…) sets it."
    )


def effort_above(text: str, limit: int) -> Effort | None:
    """Return the estimated effort of parsing a text; None if it is not above a limit.

    Examples
    --------
    >>> effort_above("{{a|b}}" * 10_000, limit=1_000_000)
    >>> effort_above("{{a|b" * 10_000, limit=1_000_000)
    Effort(attempts=10000, characters=4000400000)
    """
    chars = len(text)
    if 4 * chars * chars <= limit:
        return None
    # Counting single characters is cheap, and enough for most texts.
    count = text.count
    braces, brackets, angles = count("{"), count("["), count("<")
    marks = braces // 2 + brackets // 2 + angles
    surplus = max(0, (braces - count("}")) + (brackets - count("]")) // 2)
    tags = max(0, angles - 2 * count("</") - count("/>"))
    if (6 * surplus + _ENDLESS * tags) * chars <= limit and marks * chars <= _LARGE:
        return None
    effort = _reading_again(text)
    return effort if effort.characters > limit else None


class _Mark(NamedTuple):
    """An opening mark: its kind, the name of its end, its place."""

    kind: str
    name: str
    start: int


class _Readings:
    """What is read again for marks that have no end, or whose end comes after that of a mark around them."""

    def __init__(self, chars: int) -> None:
        self.chars = chars
        self.attempts = self.characters = 0
        self._open: list[_Mark] = []
        self._depth: Counter[str] = Counter()
        self._crossed = 0

    def read(self, marks: Iterator[re.Match[str]]) -> None:
        """Read the marks of a text."""
        for match in marks:
            mark = match.lastgroup
            if mark is None:
                continue
            kind = mark.removesuffix("_end")
            name = f"<{match[mark].lower()}" if kind in _TAGS else kind
            if mark != kind or (mark in ("bold", "italics") and self._depth[mark]):
                self._close(name, match.start())
            else:
                self._open.append(_Mark(kind, name, match.start()))
                self._depth[name] += 1
        for opening in self._open:
            if opening.kind != "lasting_tag":
                self._fail(opening, self.chars)

    def _close(self, name: str, place: int) -> None:
        is_tag = name.startswith("<")
        if self._depth[name]:
            while (inner := self._pop()).name != name:
                if inner.kind in _TAGS:
                    self._fail(inner, place if is_tag else self.chars)
                else:
                    self._crossed += 1
                    self._fail(inner, self.chars, _CROSSED_WEIGHT if self._crossed > _MANY else 1)
        elif is_tag:  # no tag is read beyond the end of another one
            while self._open and self._open[-1].kind in _TAGS:
                self._fail(self._pop(), place)

    def _pop(self) -> _Mark:
        mark = self._open.pop()
        self._depth[mark.name] -= 1
        return mark

    def _fail(self, mark: _Mark, end: int, weight: int = 1) -> None:
        self.attempts += 1
        self.characters += weight * _WEIGHTS.get(mark.kind, 1) * (end - mark.start)


def _reading_again(text: str) -> Effort:
    """Estimate the effort of parsing a text."""
    readings = _Readings(len(text))
    readings.read(_MARKS.finditer(text))
    attempts, characters = readings.attempts, readings.characters
    for line in text.split("\n"):
        if len(line) > _LONG_LINE:  # a bracket is tried as an external link up to the end of its line
            links = max(0, len(_BRACKETED_LINK.findall(line)) - line.count("]"))
            attempts += links
            characters += links * len(line) // 2
    density = sum(map(text.count, _MARKERS)) / len(text)
    return Effort(attempts, int(characters * (1 + _MARKER_WEIGHT * density)))
