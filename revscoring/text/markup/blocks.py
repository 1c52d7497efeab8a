"""Cutting wikitext into blocks that the markup parser reads the same alone as in their page.

The parser tries a construct at each opening mark (``{{``, ``[[``, ``<``, ``''`` …) and, when it
finds no end, goes back and takes the mark as text. So the tokens of a block do not depend on what
follows it if none of these attempts has met the end of the block: every attempt that does fails,
and leaves its mark unexplained by the tokens. :func:`is_closed` therefore accounts for every
opening mark of a block; where the parser tries the same mark in several ways, so that a success
can hide a failure, it refuses. Between blocks, at the start of a line outside of all constructs,
the parser carries nothing over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from revscoring.text.markup.reader import Markup
from revscoring.text.markup.tokens import Token, token_types

__all__ = ["is_closed"]

# Titles of wikilinks that are tried as external links first.
_LINK_LIKE_TITLE = re.compile(
    r"//|^(?:bitcoin|geo|magnet|mailto|news|sips?|sms|tel|urn|xmpp):", re.IGNORECASE | re.MULTILINE
)
# A bracket in a text that was tried as an external link; a bare link may follow it.
_LINK_START = re.compile(r"\[(?://|[A-Za-z0-9+.\-]+:|\Z)")
# A "<" that does not begin a tag: the parser gives up at the first mark in its name.
_BARE_ANGLE = re.compile(
    r"<(?=!(?!--)|[\s{}\[\]<>|=&'#*;:\-]|[^\s{}\[\]<>|=&'#*;:/!\-]+(?:[{}\[\]<|=&'#*;:!\-]|/(?!>)))"
)
# A "[[" that does not begin a wikilink: the parser gives up at the first such mark in its title.
_BARE_BRACKETS = re.compile(r"\[\[(?!//)(?:[^{}\[\]<>|\n=&':]|'(?!'))*(?=[\n\[}>]|<(?!!))")
# Closing tags that are tried as single tags when nothing is open.
_SINGLE_CLOSING_TAG = re.compile("</(?:br|hr|img|link|meta|wbr)", re.IGNORECASE)
# Tags that end with the text when they are not closed.
_LASTING_TAGS = frozenset(("li", "dt", "dd", "th", "td", "tr"))


class _Marks(NamedTuple):
    """Numbers of opening marks in a text, or of those that tokens explain."""

    templates: int
    wikilinks: int
    tables: int
    tags: int
    styles: int
    bolds: int
    headings: int


def is_closed(text: str, tokens: Sequence[Token], markup: Markup) -> bool:
    """Tell whether the tokens of a text stay the same whatever text follows it.

    A refusal is always safe, and some texts are refused that would not change.

    Parameters
    ----------
    text : str
        Text that starts at the start of a line and has no NUL characters.
    tokens, markup
        Its tokens, and what was read from them.

    Examples
    --------
    >>> from revscoring.text.markup.reader import markup_of
    >>> from revscoring.text.markup.tokens import tokenize
    >>> def closed(text):
    ...     return is_closed(text, tokenize(text), markup_of(text, tokenize(text)))
    >>> closed("a [[b]]\\n"), closed("a [[b|\\n"), closed("a [[b]]")
    (True, False, False)
    """
    if not text.endswith("\n") or "{{{" in text:
        return False
    found = _marks_in("\n" + text)
    if not any(found):
        return "</" not in text
    titles = "\n".join(markup.wikilink_titles)
    if (":" in titles or "//" in titles) and _LINK_LIKE_TITLE.search(titles):
        return False
    if "</" in text and _SINGLE_CLOSING_TAG.search(text):
        return False
    explained = _marks_of(tokens, markup)
    if explained is None:
        return False
    if found == explained:
        return True
    if markup.external_link_urls and found.wikilinks > explained.wikilinks:
        explained = explained._replace(wikilinks=explained.wikilinks + _links_in_brackets(tokens))
    # Marks in comments and the like are no attempts, and some angles and brackets fail at once.
    inert = list(_inert_texts(tokens))
    active = _Marks(
        *(total - sum(parts) for total, *parts in zip(found, *map(_marks_in, inert), strict=True))
    )
    return (
        active._replace(
            tags=active.tags - _count_active(_BARE_ANGLE, text, inert),
            wikilinks=active.wikilinks - _count_active(_BARE_BRACKETS, text, inert),
        )
        == explained
    )


def _links_in_brackets(tokens: Sequence[Token]) -> int:
    """Count external links in double brackets: the first try at a wikilink, where it succeeds."""
    kinds = token_types()
    text, link = kinds["Text"], kinds["ExternalLinkOpen"]
    return sum(
        type(token) is link
        and token["brackets"]
        and type(before) is text
        and before["text"].endswith("[")
        and not before["text"].endswith("[[")
        for before, token in pairwise(tokens)
    )


def _count_active(pattern: re.Pattern[str], text: str, inert: Sequence[str]) -> int:
    """Count the matches in a text that do not begin in an inert part of it, which a mark always follows."""
    return len(pattern.findall(text)) - sum(len(pattern.findall(part + "<")) for part in inert)


def _marks_in(text: str) -> _Marks:
    count = text.count
    # Looking for one character is cheaper than counting two.
    braces, ticks = "{" in text, "''" in text
    return _Marks(
        count("{{") if braces else 0,
        count("[[") if "[" in text else 0,
        count("{|") if braces else 0,
        count("<") - count("</") if "<" in text else 0,
        count("''") if ticks else 0,
        count("'''") if ticks else 0,
        count("\n=") if "=" in text else 0,
    )


def _marks_of(tokens: Sequence[Token], markup: Markup) -> _Marks | None:
    """Count the marks that tokens explain; None if they can hide an attempt that has failed."""
    kinds = token_types()
    types = list(map(type, tokens))
    tags = tables = italics = bolds = 0
    if markup.tag_names:
        open_open = kinds["TagOpenOpen"]
        for position, kind in enumerate(types):
            if kind is not open_open:
                continue
            mark = tokens[position].get("wiki_markup")
            if not mark:
                tags += 1
                name = tokens[position + 1]["text"].lower()
                if name in _LASTING_TAGS and _is_implicit(tokens, position):
                    return None
            elif mark[0] == "'":
                if _hides_attempts(tokens, types, position):
                    return None
                if mark == "''":
                    italics += 1
                else:
                    bolds += 1
            elif mark == "{|":
                tables += 1
        equals, text = kinds["TagAttrEquals"], kinds["Text"]
        if equals in types:
            for position, kind in enumerate(types):
                # A quotation mark that is text was tried as the start of a quoted value.
                if (
                    kind is equals
                    and types[position + 1] is text
                    and tokens[position + 1]["text"][0] in "\"'"
                ):
                    return None
    return _Marks(
        len(markup.template_names),
        len(markup.wikilink_titles),
        tables,
        tags + types.count(kinds["CommentStart"]),
        2 * (italics + bolds),
        2 * bolds,
        len(markup.heading_titles),
    )


def _is_implicit(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether the tag that opens at a position may have been ended by the end of the text."""
    kinds = token_types()
    for token in tokens[position + 2 :]:
        if type(token) is kinds["TagCloseOpen"]:
            return False
        if type(token) is kinds["TagCloseSelfclose"]:
            return bool(token.get("implicit"))
        if type(token) is kinds["TagOpenOpen"]:
            return True
    return True


def _hides_attempts(tokens: Sequence[Token], types: Sequence[type], position: int) -> bool:
    """Tell whether marks in the bold or italic text that opens at a position may have been tried before.

    What ends the text may have been tried as the start of another one, after a heading or in a
    bracket that looked like an external link. Five apostrophes are tried as italics in bold first.
    """
    kinds = token_types()
    text, heading_end, closing = kinds["Text"], kinds["HeadingEnd"], kinds["TagOpenClose"]
    opening, ends = kinds["TagOpenOpen"], (kinds["TagCloseSelfclose"], kinds["TagCloseClose"])
    if tokens[position]["wiki_markup"] == "'''" and tokens[position + 3].get("wiki_markup") == "''":
        return True
    depth = 0
    while True:
        position += 1
        kind = types[position]
        if kind is text:
            source = tokens[position]["text"]
            if "[" in source and _LINK_START.search(source):
                return True
        elif kind is closing:
            if not depth:
                return False
        elif kind is heading_end:
            if not tokens[position + 1].get("text", "").lstrip(" ").startswith("\n"):
                return True
        elif kind is opening:
            depth += 1
        elif kind in ends:
            depth -= 1


def _inert_texts(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the texts in which the parser looks for no markup: comments, and bodies of nowiki, math …"""
    from mwparserfromhell.definitions import PARSER_BLACKLIST

    kinds = token_types()
    inert_end = None
    for position, token in enumerate(tokens):
        kind = type(token)
        if inert_end is not None and kind is inert_end:
            inert_end = None
        elif inert_end is not None and kind is kinds["Text"]:
            yield token["text"]
        elif kind is kinds["CommentStart"]:
            inert_end = kinds["CommentEnd"]
        elif kind is kinds["TagOpenOpen"]:
            name = tokens[position + 1]["text"].lower()
        elif kind is kinds["TagCloseOpen"] and name in PARSER_BLACKLIST:
            inert_end = kinds["TagOpenClose"]
