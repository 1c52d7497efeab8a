"""Reading names, titles, addresses, content and places from the markup tokens of a text, in one pass.

What ``filter()`` and ``strip_code()`` of mwparserfromhell would find in the tree of nodes is
computed here from the flat list of tokens; the tokens themselves and their way back to wikitext
are in :mod:`revscoring.text.markup.tokens`.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from functools import cache
from html.entities import name2codepoint
from itertools import islice
from typing import Any, NamedTuple

from revscoring.text.markup.tokens import (
    Token,
    Writer,
    fixed_sources,
    source_of,
    token_types,
    token_writers,
)

__all__ = ["Markup", "collapse", "is_plain", "markup_of", "plain_markup"]


class Markup(NamedTuple):
    """What the index of a page keeps of its tokens, in the order of the text.

    ``content`` is the text that is left when the markup is stripped, before the white space
    at its ends and between its paragraphs is collapsed; ``chars`` is the length of the source.
    The spans tell where each tag, and each template, starts and ends in the source, in turns.
    """

    heading_levels: tuple[int, ...]
    heading_titles: tuple[str, ...]
    external_link_urls: tuple[str, ...]
    wikilink_titles: tuple[str, ...]
    tag_names: tuple[str, ...]
    template_names: tuple[str, ...]
    content: str
    chars: int
    tag_spans: Sequence[int]
    template_spans: Sequence[int]


# Where a construct may begin: a text without this is a single token.
_MARK = re.compile(r"[{\[<&:\0]|''|^[=#*;\-]", re.MULTILINE)


def is_plain(text: str) -> bool:
    """Tell whether a text has no mark that the parser could look into. A refusal is always safe.

    Examples
    --------
    >>> is_plain("It's 1 = 1 - 0; yes!\\n"), is_plain("= A ="), is_plain("a:b")
    (True, False, False)
    """
    return _MARK.search(text) is None


def collapse(text: str) -> str:
    r"""Strip newlines at the ends and reduce three or more in a row to two.

    Examples
    --------
    >>> collapse("\n\na\n\n\n\nb\n")
    'a\n\nb'
    """
    text = text.strip("\n")
    if "\n\n\n" not in text:
        return text
    parts = [part.lstrip("\n") for part in text.split("\n\n\n")]
    return "\n\n".join([part for part in parts if part])


class _Open:
    """An open construct: where it starts in what is shown, and whether that stays; its name and its place."""

    __slots__ = ("markup", "name_start", "names", "slot", "span_slot", "spans", "start", "stays", "written")

    name_start: int
    slot: int
    span_slot: int
    markup: str | None  # of a tag that stands for wiki markup
    written: bool  # by the writer: a tag with attributes

    def __init__(self, start: int, stays: bool) -> None:
        self.start = start
        self.stays = stays
        self.names: list[str] | None = None  # where its name goes, until that is read
        self.spans: list[int] | None = None  # where its end goes


class _Reader:
    """What was read so far from the tokens of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.chars = 0
        self.levels: list[int] = []
        self.headings: list[str] = []
        self.urls: list[str] = []
        self.titles: list[str] = []
        self.tags: list[str] = []
        self.templates: list[str] = []
        self.tag_spans: list[int] = []
        self.template_spans: list[int] = []
        self.shown: list[str] = []
        self._opened: list[_Open] = []
        self._base = 0

    def read(self, tokens: Sequence[Token]) -> None:
        """Read all tokens of the text."""
        text, wikilink, wikilink_bar, wikilink_end, tag, tag_body, tag_end, single_end = _read_at_once()
        fixed, writers, actions, invisible = fixed_sources(), token_writers(), _actions(), _invisible_tags()
        tags, titles, shown, show, opened = (
            self.tags,
            self.titles,
            self.shown,
            self.shown.append,
            self._opened,
        )
        writer = Writer()
        types: list[Any] = [*map(type, tokens), None, None]
        reading = zip(tokens, types, islice(types, 1, None), islice(types, 2, None))  # noqa: B905
        chars = 0
        for token, kind, following, second in reading:
            if kind is text:
                piece = token["text"]
                show(piece)
                chars += len(piece)
            elif kind is wikilink and following is text and second is wikilink_end:
                piece = next(reading)[0]["text"]
                next(reading)
                titles.append(piece)
                show(piece)
                chars += len(piece) + 4
            elif kind is wikilink and following is text and second is wikilink_bar:
                piece = next(reading)[0]["text"]
                next(reading)
                titles.append(piece)
                opened.append(_Open(len(shown), True))
                chars += len(piece) + 3
            elif kind is tag:
                name = next(reading)[0]["text"]  # always a single text
                markup = token.get("wiki_markup")
                tags.append(name)
                if second is single_end and markup:
                    next(reading)
                    self.tag_spans += (chars, chars + len(markup))
                    chars += len(markup)
                    continue
                one = _Open(len(shown), False)
                one.slot, one.markup = len(tags) - 1, markup
                self._place(one, self.tag_spans, chars)
                one.written = second is not tag_body
                if one.written:
                    chars += len(writers[kind](writer, token)) + (0 if markup else len(name))
                else:
                    body = next(reading)[0]
                    one.stays = name.lower() not in invisible
                    chars += len(body.get("padding") or "")
                    chars += len(markup) + len(body.get("wiki_markup") or "") if markup else len(name) + 2
                opened.append(one)
            elif kind is tag_end:
                name = next(reading)[0]["text"]
                next(reading)
                start, one = chars, opened[-1]
                if one.written:
                    writer.leave_tag()
                markup = one.markup
                chars += len(token.get("wiki_markup", markup)) if markup else len(name) + 3
                self._close(token, start, chars)
            else:
                start = chars
                chars += len(fixed[kind] if kind in fixed else writers[kind](writer, token))
                if kind in actions:
                    actions[kind](self, token, start, chars)
        self.chars = chars

    def _place(self, one: _Open, spans: list[int], start: int) -> None:
        one.spans, one.span_slot = spans, len(spans) + 1
        spans += (start, 0)

    def _open(self, stays: bool, names: list[str] | None = None, name_start: int = 0) -> _Open:
        one = _Open(len(self.shown), stays)
        self._opened.append(one)
        if names is not None:
            one.names, one.slot, one.name_start = names, len(names), name_start
            names.append("")
        return one

    def _open_hidden(self, token: Token, start: int, end: int) -> None:
        self._opened.append(_Open(len(self.shown), False))

    def _open_template(self, token: Token, start: int, end: int) -> None:
        self._place(self._open(False, self.templates, end), self.template_spans, start)

    def _open_wikilink(self, token: Token, start: int, end: int) -> None:
        self._open(True, self.titles, end)

    def _open_link(self, token: Token, start: int, end: int) -> None:
        self._open(not token["brackets"], self.urls, end)

    def _open_heading(self, token: Token, start: int, end: int) -> None:
        self.levels.append(token["level"])
        self._open(True, self.headings, end)

    def _tag_body(self, token: Token, start: int, end: int) -> None:
        one = self._opened[-1]
        one.stays = self.tags[one.slot].lower() not in _invisible_tags()
        del self.shown[one.start :]

    def _end_name(self, token: Token, start: int, end: int) -> None:
        one = self._opened[-1]
        if one.names is not None:
            one.names[one.slot] = self.text[one.name_start : start]
            one.names = None

    def _separate(self, token: Token, start: int, end: int) -> None:
        self._end_name(token, start, end)
        one = self._opened[-1]
        one.stays = True
        del self.shown[one.start :]

    def _close(self, token: Token, start: int, end: int) -> None:
        one = self._opened.pop()
        if one.names is not None:
            one.names[one.slot] = self.text[one.name_start : start]
        if one.spans is not None:
            one.spans[one.span_slot] = end
        shown, first = self.shown, one.start
        if not one.stays:
            del shown[first:]
        elif len(shown) - first != 1 or "\n" in shown[first]:
            shown[first:] = (collapse("".join(shown[first:])),)

    def _numeric(self, token: Token, start: int, end: int) -> None:
        self._base = 10

    def _hexadecimal(self, token: Token, start: int, end: int) -> None:
        self._base = 16

    def _entity(self, token: Token, start: int, end: int) -> None:
        name = self.shown[-1]
        self.shown[-1] = chr(int(name, self._base) if self._base else name2codepoint[name])
        self._base = 0


@cache
def _read_at_once() -> tuple[type, ...]:
    """Return the classes of tokens that are read with those that always or often follow them."""
    links = ("Text", "WikilinkOpen", "WikilinkSeparator", "WikilinkClose")
    tags = ("TagOpenOpen", "TagCloseOpen", "TagOpenClose", "TagCloseSelfclose")
    return tuple([token_types()[name] for name in links + tags])


@cache
def _invisible_tags() -> frozenset[str]:
    from mwparserfromhell.definitions import INVISIBLE_TAGS

    return frozenset(INVISIBLE_TAGS)


_ACTIONS = {
    "TemplateOpen": _Reader._open_template,
    "TemplateParamSeparator": _Reader._end_name,
    "TemplateClose": _Reader._close,
    "ArgumentOpen": _Reader._open_hidden,
    "ArgumentSeparator": _Reader._separate,
    "ArgumentClose": _Reader._close,
    "WikilinkOpen": _Reader._open_wikilink,
    "WikilinkSeparator": _Reader._separate,
    "WikilinkClose": _Reader._close,
    "ExternalLinkOpen": _Reader._open_link,
    "ExternalLinkSeparator": _Reader._separate,
    "ExternalLinkClose": _Reader._close,
    "HTMLEntityNumeric": _Reader._numeric,
    "HTMLEntityHex": _Reader._hexadecimal,
    "HTMLEntityEnd": _Reader._entity,
    "HeadingStart": _Reader._open_heading,
    "HeadingEnd": _Reader._close,
    "CommentStart": _Reader._open_hidden,
    "CommentEnd": _Reader._close,
    "TagCloseOpen": _Reader._tag_body,
    "TagCloseSelfclose": _Reader._close,
}


@cache
def _actions() -> dict[type, Callable[[_Reader, Token, int, int], None]]:
    """Return what reading a token does, beside showing it, by the classes of tokens."""
    types = token_types()
    return {types[name]: action for name, action in _ACTIONS.items()}


def plain_markup(text: str) -> Markup:
    """Return what the index of a page keeps of a text without markup."""
    return Markup((), (), (), (), (), (), text, len(text), (), ())


def markup_of(text: str, tokens: Sequence[Token]) -> Markup:
    """Read what the index of a page keeps of a text from its tokens.

    The content is what ``strip_code()`` shows before its last collapse: templates, comments,
    addresses of links and the bodies of invisible tags are left out, entities become characters,
    and what is inside links, headings and tags is collapsed by itself.

    Examples
    --------
    >>> from revscoring.text.markup.tokens import tokenize
    >>> text = "{{a|[[b]]}} ''c''"
    >>> markup = markup_of(text, tokenize(text))
    >>> markup.template_names, list(markup.template_spans), list(markup.tag_spans)
    (('a',), [0, 11], [12, 17])
    >>> text = "[[a|b]] &amp; [http://c d]<ref>e</ref>"
    >>> markup_of(text, tokenize(text)).content
    'b & de'
    """
    # The parser takes a NUL for the end of the text; else the tokens have all of it.
    reader = _Reader(source_of(tokens) if "\0" in text else text)
    reader.read(tokens)
    return Markup(
        tuple(reader.levels),
        tuple([title.strip() for title in reader.headings]),
        tuple(reader.urls),
        tuple(reader.titles),
        tuple(reader.tags),
        tuple(reader.templates),
        "".join(reader.shown),
        reader.chars,
        array("I", reader.tag_spans) if reader.tag_spans else (),
        array("I", reader.template_spans) if reader.template_spans else (),
    )
