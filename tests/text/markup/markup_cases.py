"""Texts to test the markup index with, and what mwparserfromhell says of them."""

from __future__ import annotations

import bz2
import functools
import html
import operator
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mwparserfromhell
import pytest
from hypothesis import strategies as st

from revscoring.text.markup import MarkupIndex
from revscoring.text.markup.parser import Block

DATA = Path(os.environ.get("REVSCORING_DATA", Path(__file__).parents[3] / ".." / "shared" / "data"))
PAGES = ["en", "de", "fi", "ja", "zh"]

NAMES = [
    "headings",
    "heading_levels",
    "heading_titles",
    "external_links",
    "external_link_urls",
    "wikilinks",
    "wikilink_titles",
    "tags",
    "tag_names",
    "tags_str",
    "templates",
    "template_names",
    "templates_str",
    "content",
    "content_chars",
]

# fmt: off
PIECES = [
    "{{", "}}", "{{{", "}}}", "{{a|", "[[", "]]", "[[a|", "'", "''", "'''", "'''''",
    "<ref>", "</ref>", "<ref name=a/>", '<ref name="a b">', "<br>", "</br>", "<li>", "<td>",
    "<div>", "</div>", "<span style='a b'", "<", "/>", ">", "<!--", "-->", "<nowiki>", "</nowiki>",
    "<pre>", "</pre>", "<gallery>", "</gallery>", "a=b", 'class="x"', "{|", "|-", "|}", "|", "||", "!",
    "!!", "==", "===", "=",
    "*", ":", "#", ";", "----", "[http://x y]", "[http://x", "]", "http://a.b", "//", "mailto:",
    "&amp;", "&#38;", "&#x26;", "&", "\\", "foo", "File:", "é", "日本", " text ", "\ud800", "\x00",
    "\n", "\n\n", "\n\n\n", "\n* ", "\n== ", "\n{|\n",
]
# fmt: on


def wikitext(max_size: int = 30) -> st.SearchStrategy[str]:
    """Strings that look like wikitext, most of them ill-formed."""
    return st.lists(st.sampled_from(PIECES), max_size=max_size).map("".join)


def of_tree(text: str) -> dict[str, Any]:
    """Compute what the index holds from the tree of nodes."""
    code = mwparserfromhell.parse(text)
    headings, links = code.filter_headings(), code.filter_external_links()
    wikilinks, tags, templates = code.filter_wikilinks(), code.filter_tags(), code.filter_templates()
    content = code.strip_code()
    return {
        "headings": len(headings),
        "heading_levels": tuple(heading.level for heading in headings),
        "heading_titles": tuple(str(heading.title).strip() for heading in headings),
        "external_links": len(links),
        "external_link_urls": tuple(str(link.url) for link in links),
        "wikilinks": len(wikilinks),
        "wikilink_titles": tuple(str(link.title) for link in wikilinks),
        "tags": len(tags),
        "tag_names": tuple(str(tag.tag) for tag in tags),
        "tags_str": tuple(map(str, tags)),
        "templates": len(templates),
        "template_names": tuple(str(template.name) for template in templates),
        "templates_str": tuple(map(str, templates)),
        "content": content,
        "content_chars": len(content),
    }


def facts(index: MarkupIndex) -> dict[str, Any]:
    """Return what an index holds, as `of_tree` does."""
    return {name: getattr(index, name) for name in NAMES}


def joined(*blocks: Block) -> list[Any]:
    """Return the fields of blocks, joined."""
    return [functools.reduce(operator.add, fields) for fields in zip(*blocks, strict=True)]


def real_pages(wiki: str, count: int) -> Iterator[str]:
    """Yield texts spread over a small dump of a Wikipedia; skip the test without the data."""
    path = DATA / "articles" / "minidumps" / f"{wiki}-wiki.xml.bz2"
    if not path.exists():
        pytest.skip(f"needs the test data: {path.name} below the directory named by REVSCORING_DATA")
    dump = bz2.decompress(path.read_bytes()).decode("utf8")
    texts = re.findall(r"<text[^>]*>(.*?)</text>", dump, re.DOTALL)
    for text in texts[:: max(1, len(texts) // count)][:count]:
        yield html.unescape(text)
