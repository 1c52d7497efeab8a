"""The limit on the effort of parsing wikitext, checked before the parser starts.

The parser reads on from each opening mark to the end of the text to find its closing mark, so
its time grows with the number of marks without an end times the length of the text: 40 kB of
``{{a|`` take minutes. That product, the effort, is estimated here from the text alone, so that the same
text is always either parsed or refused.
"""

from __future__ import annotations

import re
from collections import Counter

from ...errors import LimitExceeded
from ..limits import check_length, current

__all__ = ["check_markup"]

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


def check_markup(text: str) -> None:
    """Raise an error for a text that is too long, or whose markup takes too long to parse.

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
        f"{effort // len(text):,} opening marks without an end (weighted), an effort of {effort:,} where the "
        f"limit is {limit:,}; revscoring.text.limits.configure(markup_effort=…) sets it."
    )


def effort_above(text: str, limit: int) -> int | None:
    """Return the estimated effort of parsing a text; None if it is not above a limit.

    Examples
    --------
    >>> effort_above("{{a|b}}" * 10_000, limit=1_000_000)
    >>> effort_above("{{a|b" * 10_000, limit=1_000_000)
    2000000000
    """
    chars = len(text)
    if chars * chars <= limit:
        return None
    # Counting single characters is cheap, and enough for most texts.
    count = text.count
    braces, brackets, angles = count("{"), count("["), count("<")
    marks = braces // 2 + brackets // 2 + angles
    if angles * chars > limit // 2:
        angles -= 2 * count("</") + count("/>")
    surplus = _TEMPLATE_WEIGHT * (braces - count("}")) // 2 + (brackets - count("]")) // 2 + angles
    if surplus * chars <= limit and marks * chars <= _LARGE:
        return None
    effort = _unclosed(text) * chars
    for line in text.split("\n"):
        if len(line) > _LONG_LINE:  # a bracket is tried as an external link up to the end of its line
            effort += max(0, len(_BRACKETED_LINK.findall(line)) - line.count("]")) * len(line)
    return effort if effort > limit else None


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
