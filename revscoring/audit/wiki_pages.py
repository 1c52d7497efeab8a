"""Reports as people write them on wiki pages: links to edits, below headings that name a theme."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = ["Mention", "mentions", "page_of_address"]

HEADING: Final = re.compile(r"^(={1,6})\s*(.+?)\s*\1\s*(?:<!--.*?-->\s*)*$")

#: Special pages and templates that refer to an edit; the English names work on every wiki.
SPECIAL: Final = "Diff|Differenze|Permalink|PermanentLink|Permanent link|MobileDiff"
TEMPLATES: Final = "diff|dif|diff2|oldid|revisione|revision"

LINK: Final = re.compile(
    rf"\[\[\s*:?\s*\w+\s*:\s*(?:{SPECIAL})/(?P<special>[^\]|#]*)"
    r"|(?P<address>(?:https?:)?//[^\s\]|<>\"{}]+)"
    rf"|\{{\{{\s*(?:{TEMPLATES})\s*\|(?P<template>[^{{}}]*)\}}\}}",
    re.I,
)

#: Markup that is not text of a note.
IGNORED: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<nowiki\s*>.*?(?:</nowiki\s*>|\Z)|<pre\b[^<>]*>.*?(?:</pre\s*>|\Z)", re.S | re.I
)

#: How many characters of a line are read; longer ones are no reports.
LONGEST_LINE: Final = 10_000


class Mention(NamedTuple):
    """An edit that a page mentions: its revision, the heading above it, and the line that it is in.

    The host is that of a full address; it is empty for links inside the wiki.
    """

    rev_id: int
    section: str
    line: str
    host: str = ""


def mentions(text: str) -> Iterator[Mention]:
    """Yield the edits that wikitext mentions, once under each heading.

    Comments and what is in ``nowiki`` or ``pre`` are skipped. Of a comparison, it is the newer revision.

    Examples
    --------
    >>> page = "== The word ha ==\\n* [[Special:Diff/12]] is a quote\\n* {{diff|Page|34|30}} {{revisione|56}}"
    >>> for rev_id, section, line, host in mentions(page + "\\n== Jokes ==\\n* https://my.wiki/?diff=78&oldid=70"):
    ...     print(rev_id, section, host or '-')
    12 The word ha -
    34 The word ha -
    56 The word ha -
    78 Jokes my.wiki
    """
    section = ""
    seen: set[tuple[str, int]] = set()
    for line in IGNORED.sub(_lines_only, text).splitlines():
        heading = HEADING.match(line[:LONGEST_LINE])
        if heading is not None:
            section = _plain(heading[2])
            continue
        for found in LINK.finditer(line[:LONGEST_LINE]):
            rev_id, host = _revision(found)
            if rev_id is not None and (section, rev_id) not in seen:
                seen.add((section, rev_id))
                yield Mention(rev_id, section, " ".join(line.strip(" *#:;\t").split()), host)


def page_of_address(address: str) -> tuple[str, str]:
    """Return the server of a page's address, and its title; the title is empty if it has none.

    Examples
    --------
    >>> page_of_address("https://it.wikipedia.org/wiki/Wikipedia:ORES/Errori")
    ('https://it.wikipedia.org', 'Wikipedia:ORES/Errori')
    >>> page_of_address("http://127.0.0.1:80/w/index.php?title=A_page&oldid=5#top")
    ('http://127.0.0.1:80', 'A page')
    """
    parts = urlsplit(address)
    title = parse_qs(parts.query).get("title", [""])[0]
    if not title and "/wiki/" in parts.path:
        title = unquote(parts.path.partition("/wiki/")[2])
    elif not title and ".php/" in parts.path:
        title = unquote(parts.path.partition(".php/")[2])
    return f"{parts.scheme}://{parts.netloc}", title.replace("_", " ").strip()


def _lines_only(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _plain(heading: str) -> str:
    """Return the text of a heading: links by what they show, without quotes of bold type."""
    shown = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]", r"\1", heading)
    return " ".join(html.unescape(re.sub(r"'{2,}|<[^<>]*>", "", shown)).split())


def _revision(found: re.Match[str]) -> tuple[int | None, str]:
    """Return the id that a link is about, and the host of an address."""
    if found["address"] is not None:
        parts = urlsplit(html.unescape(found["address"]))
        host = parts.netloc.lower().replace(".m.", ".")
        path = re.search(rf":(?:{SPECIAL})/(.*)", unquote(parts.path), re.I)
        if path is not None:
            return _last_number(path[1].split("/")), host
        query = parse_qs(parts.query)
        diff, oldid = (query.get(name, [""])[-1] for name in ("diff", "oldid"))
        return _last_number([oldid if diff in ("", "prev") else diff]), host
    if found["special"] is not None:
        return _last_number(found["special"].split("/")), ""
    values = [value.partition("=")[2] if "=" in value else value for value in found["template"].split("|")]
    return next(filter(None, map(_number, values)), None), ""


def _last_number(texts: Sequence[str]) -> int | None:
    return next(filter(None, map(_number, reversed(texts))), None)


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text.strip()) else None
