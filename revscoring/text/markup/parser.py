"""Blocks of wikitext, read by mwparserfromhell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mwparserfromhell.nodes import Node, Tag
    from mwparserfromhell.wikicode import Wikicode

__all__ = ["Block", "parse_block", "parse_closed_block"]


class Block(NamedTuple):
    """What is read from a block of wikitext, in the order of the text, nested nodes included.

    See `revscoring.text.markup.index.MarkupIndex` for the fields. ``content`` is what is left when the
    markup is stripped, before line ends are collapsed.
    """

    heading_levels: tuple[int, ...]
    heading_titles: tuple[str, ...]
    external_link_urls: tuple[str, ...]
    wikilink_titles: tuple[str, ...]
    tag_names: tuple[str, ...]
    tags_str: tuple[str, ...]
    template_names: tuple[str, ...]
    templates_str: tuple[str, ...]
    content: str


def parse_block(text: str) -> Block:
    """Read a text that nothing follows.

    Examples
    --------
    >>> block = parse_block("{{a|[[b]]}} ''c'' &amp; <!-- d -->")
    >>> block.template_names, block.wikilink_titles, block.tags_str, block.content
    (('a',), ('b',), ("''c''",), ' c & ')
    """
    return _parse(text)[0]


def parse_closed_block(text: str) -> Block | None:
    """Read lines of a page, apart; None if text after them could change what they hold.

    Examples
    --------
    >>> parse_closed_block("a [[b]]\\n") == parse_block("a [[b]]\\n"), parse_closed_block("a [[b|\\n")
    (True, None)
    """
    block, code, nodes = _parse(text)
    return block if _is_closed(text, block, code, nodes) else None


def _parse(text: str) -> tuple[Block, Wikicode, list[Node]]:
    from mwparserfromhell import nodes as kinds
    from mwparserfromhell import parse

    code = parse(text)
    nodes = code.filter()
    headings = [node for node in nodes if isinstance(node, kinds.Heading)]
    tags = [node for node in nodes if isinstance(node, kinds.Tag)]
    templates = [node for node in nodes if isinstance(node, kinds.Template)]
    block = Block(
        heading_levels=tuple([heading.level for heading in headings]),
        heading_titles=tuple([str(heading.title).strip() for heading in headings]),
        external_link_urls=tuple([str(node.url) for node in nodes if isinstance(node, kinds.ExternalLink)]),
        wikilink_titles=tuple([str(node.title) for node in nodes if isinstance(node, kinds.Wikilink)]),
        tag_names=tuple([str(tag.tag) for tag in tags]),
        tags_str=tuple(map(str, tags)),
        template_names=tuple([str(template.name) for template in templates]),
        templates_str=tuple(map(str, templates)),
        content="".join(map(_content, code.nodes)),
    )
    return block, code, nodes


def _content(node: Node) -> str:
    """Return what `strip_code` shows of a node."""
    return str(node.__strip__(normalize=True, collapse=True, keep_template_params=False) or "")


# The parser tries a construct at each opening mark and, when it finds no end, takes the mark as text. So
# the nodes of a block do not depend on what follows if no such attempt has met the end of the block.
# `_is_closed` accounts for every opening mark of a block: each must belong to a node. If the parser may
# have tried a mark in several ways, so that a success can hide a failure, the block is not closed.

_MARKS = {"template": "{{", "wikilink": "[[", "table": "{|", "italics": "''", "bold": "'''", "heading": "\n="}
# A "<" that does not begin a tag: the parser gives up at the first mark in its name.
_BARE_ANGLE = re.compile(
    r"<(?=!(?!--)|[\s{}\[\]<>|=&'#*;:\-]|[^\s{}\[\]<>|=&'#*;:/!\-]+(?:[{}\[\]<|=&'#*;:!\-]|/(?!>)))"
)
# Titles of wikilinks that are tried as external links first.
_LINK_LIKE_TITLE = re.compile(
    r"//|^(?:bitcoin|geo|magnet|mailto|news|sips?|sms|tel|urn|xmpp):", re.IGNORECASE | re.MULTILINE
)
# A bracket in a text that was tried as an external link; a bare link may follow it.
_LINK_START = re.compile(r"\[(?://|[A-Za-z0-9+.\-]+:|\Z)")
# Closing tags that are tried as single tags when nothing is open.
_SINGLE_CLOSING_TAG = re.compile("</(?:br|hr|img|link|meta|wbr)", re.IGNORECASE)
# Tags that end with the text when they are not closed.
_LASTING_TAGS = frozenset(("li", "dt", "dd", "th", "td", "tr"))


def _is_closed(text: str, block: Block, code: Wikicode, nodes: Sequence[Node]) -> bool:
    """Tell whether the nodes of a text stay the same whatever follows it. A refusal is always safe."""
    from mwparserfromhell.nodes import Comment, Tag

    if not text.endswith("\n") or "{{{" in text or "\0" in text:
        return False
    if "</" in text and _SINGLE_CLOSING_TAG.search(text):
        return False
    if _LINK_LIKE_TITLE.search("\n".join(block.wikilink_titles)):
        return False
    tags = [node for node in nodes if isinstance(node, Tag)]
    if any(map(_hides_attempts, tags)):
        return False
    markups = Counter([tag.wiki_markup for tag in tags])
    bold = 2 * markups["'''"]
    comments = [node for node in nodes if isinstance(node, Comment)]
    explained = Counter(
        template=len(block.template_names),
        wikilink=len(block.wikilink_titles),
        table=markups["{|"],
        italics=2 * markups["''"] + bold,
        bold=bold,
        heading=len(block.heading_levels),
        tag=markups[None] + len(comments),
    )
    return _marks_in(_active_source(text, code, tags, comments)) == explained


def _marks_in(text: str) -> Counter[str]:
    line = "\n" + text
    marks = Counter({kind: line.count(mark) for kind, mark in _MARKS.items()})
    marks["tag"] = text.count("<") - text.count("</") - len(_BARE_ANGLE.findall(text))
    return marks


def _active_source(text: str, code: Wikicode, tags: Sequence[Tag], comments: Sequence[Node]) -> str:
    """Return a text without the parts in which the parser looks for no markup."""
    from mwparserfromhell.definitions import PARSER_BLACKLIST

    inert = [tag for tag in tags if str(tag.tag).lower() in PARSER_BLACKLIST and not tag.self_closing]
    for node in (*inert, *comments):
        node.contents = ""  # type: ignore[attr-defined]
    return str(code) if inert or comments else text


def _hides_attempts(tag: Tag) -> bool:
    """Tell whether the parser may have tried a mark of a tag in another way, or ended it with the text."""
    if tag.wiki_markup in ("''", "'''"):
        # What ends it may have been tried as the start of another one, after a heading or in a bracket that
        # looked like an external link. Five apostrophes are tried as italics in bold first.
        contents = tag.contents
        return (
            (tag.wiki_markup == "'''" and str(contents).startswith("''"))
            or bool(contents.filter_headings())
            or any(_LINK_START.search(str(node)) for node in contents.ifilter_text())
        )
    if tag.self_closing and tag.implicit and str(tag.tag).lower() in _LASTING_TAGS:
        return True
    # A quotation mark that is text was tried as the start of a quoted value.
    return any(
        attribute.value is not None and not attribute.quotes and str(attribute.value).startswith(('"', "'"))
        for attribute in tag.attributes
    )
