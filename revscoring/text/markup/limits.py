"""Refusing wikitext that would take the markup parser too long, before it starts.

The parser reads on from each opening mark to the end of the text to find its closing mark, so
its time grows with the number of marks without an end times the length of the text: 40 kB of
``{{a|`` take minutes. That product is estimated here, from the text alone, so that the same text
is always either read or refused.
"""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["MAX_EFFORT", "MarkupLimitError", "check_effort"]

MAX_EFFORT = 150_000_000
"""Default limit of effort, in weighted marks without an end times characters: about ten seconds."""

# Measured: templates without an end cost four times as much as links, and marks whose end comes
# after that of a mark around them ten times, when they are many.
_TEMPLATE_WEIGHT = 4
_CROSSED_WEIGHT = 10
_MANY = 100

# Texts below this effort, were every mark unclosed, are looked at closely only if marks are missing.
_LARGE = 200_000_000
_LONG_LINE = 20_000

_MARKS = re.compile(
    r"<(?:br|hr|img|link|meta|wbr)\b[^<>]*>"
    r"|(?P<comment><!--)|(?P<comment_end>-->)"
    r"|(?P<tag_end></|/>)|(?P<tag><[A-Za-z])"
    r"|(?P<template>(?<!\{)\{\{+(?=[^{}\[\]<>|]*\|))|(?P<template_end>(?<!\})\}\}+)"
    r"|(?P<wikilink>\[\[(?=[^\n{}\[\]<>|]*\|))|(?P<wikilink_end>\]\])"
    r"|(?P<table>\{\|)|(?P<table_end>\|\}(?!\}))"
    r"|(?P<bold>'''(?!'))|(?P<italics>''(?!'))",
    re.IGNORECASE,
)
_BRACKETED_LINK = re.compile(r"\[(?:[A-Za-z][A-Za-z0-9+.\-]*:)?//")


class MarkupLimitError(ValueError):
    """The markup of a text would take too long to read.

    Attributes
    ----------
    effort, limit : int
        Weighted marks without an end times characters, of the text and at most.
    """

    def __init__(self, effort: int, limit: int, chars: int, unclosed: int) -> None:
        super().__init__(
            f"the markup of this text of {chars} characters would take too long to parse: it has about "
            f"{unclosed} opening marks without an end (weighted), an effort of {effort} where {limit} is the "
            "limit; "
            "raise max_effort, or pass None for no limit, to parse it all the same"
        )
        self.effort = effort
        self.limit = limit


def check_effort(text: str, limit: int) -> None:
    """Raise MarkupLimitError if the estimated effort of parsing a text is above a limit.

    Examples
    --------
    >>> check_effort("{{a|b}}" * 10_000, limit=1_000_000)
    >>> check_effort("{{a|b" * 10_000, limit=1_000_000)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    revscoring.text.markup.limits.MarkupLimitError: the markup of this text ...
    """
    chars = len(text)
    if chars * chars <= limit:
        return
    # Counting single characters is cheap, and enough for most texts.
    count = text.count
    braces, brackets, angles = count("{"), count("["), count("<")
    marks = braces // 2 + brackets // 2 + angles
    if angles * chars > limit // 2:
        angles -= 2 * count("</") + count("/>")
    surplus = _TEMPLATE_WEIGHT * (braces - count("}")) // 2 + (brackets - count("]")) // 2 + angles
    if surplus * chars <= limit and marks * chars <= _LARGE:
        return
    unclosed = _unclosed(text)
    effort = unclosed * chars
    for line in text.split("\n"):
        if len(line) > _LONG_LINE:  # a bracket is tried as an external link up to the end of its line
            links = max(0, len(_BRACKETED_LINK.findall(line)) - line.count("]"))
            unclosed += links
            effort += links * len(line)
    if effort > limit:
        raise MarkupLimitError(effort, limit, chars, unclosed)


def _unclosed(text: str) -> int:
    """Weigh opening marks that have no end, or whose end comes after that of a mark around them."""
    open_marks: list[str] = []
    depth: Counter[str] = Counter()
    crossed: Counter[str] = Counter()
    for match in _MARKS.finditer(text):
        mark = match.lastgroup
        if mark is None:
            continue
        closes = mark.endswith("_end") or (mark in ("bold", "italics") and depth[mark] > 0)
        kind = mark.removesuffix("_end")
        if not closes:
            open_marks.append(kind)
            depth[kind] += 1
        elif depth[kind]:
            while (inner := open_marks.pop()) != kind:
                depth[inner] -= 1
                crossed[inner] += 1
            depth[kind] -= 1
    many = max(0, crossed.total() - _MANY)
    unclosed = depth + crossed
    return unclosed.total() + (_TEMPLATE_WEIGHT - 1) * unclosed["template"] + (_CROSSED_WEIGHT - 1) * many
