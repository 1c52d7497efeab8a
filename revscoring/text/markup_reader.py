"""Reading names, titles, addresses, content and places from the markup tokens of a text, in one pass.

What ``filter()`` and ``strip_code()`` of mwparserfromhell would find in the tree of nodes is
computed here from the flat list of tokens; the tokens themselves and their way back to wikitext
are in :mod:`revscoring.text.markup_tokens`.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from functools import cache
from html.entities import name2codepoint
from itertools import islice
from typing import Any, NamedTuple

from revscoring.text.markup_tokens import Token, Writer, fixed_sources, source_of, token_types, token_writers

__all__ = ["Markup", "collapse", "markup_of"]


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

    __slots__ = ("name_start", "names", "slot", "span_slot", "spans", "start", "stays")

    def __init__(self, start: int, stays: bool, names: list[str] | None, name_start: int) -> None:
        self.start = start
        self.stays = stays
        self.names = names  # where its name goes, until that is read
        self.name_start = name_start
        if names is not None:
            self.slot = len(names)
            names.append("")
        self.spans: list[int] | None = None  # where its end goes
        self.span_slot = 0


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
        kinds, actions, fixed, writer = token_types(), _actions(), fixed_sources(), Writer()
        text, tag, tag_end, single_end = (
            kinds[name] for name in ("Text", "TagOpenOpen", "TagOpenClose", "TagCloseSelfclose")
        )
        wikilink, wikilink_end = kinds["WikilinkOpen"], kinds["WikilinkClose"]
        writers, show, tags, titles = token_writers(), self.shown.append, self.tags, self.titles
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
            elif kind is tag and second is single_end and (markup := token.get("wiki_markup")):
                tags.append(next(reading)[0]["text"])
                next(reading)
                self.tag_spans += (chars, chars + len(markup))
                chars += len(markup)
            else:
                start = chars
                source = fixed[kind] if kind in fixed else writers[kind](writer, token)
                chars += len(source)
                if kind in actions:
                    actions[kind](self, token, start, chars)
                if kind is tag or kind is tag_end:  # its name is always a single text
                    name = next(reading)[0]["text"]
                    if kind is tag:
                        tags.append(name)
                    if source == "<" or source == "</":  # else its name is not written
                        chars += len(name)
        self.chars = chars

    def _open(self, token: Token, start: int, end: int) -> None:
        self._opened.append(_Open(len(self.shown), False, None, 0))

    def _open_template(self, token: Token, start: int, end: int) -> None:
        one = _Open(len(self.shown), False, self.templates, end)
        one.spans, one.span_slot = self.template_spans, len(self.template_spans) + 1
        self.template_spans += (start, 0)
        self._opened.append(one)

    def _open_wikilink(self, token: Token, start: int, end: int) -> None:
        self._opened.append(_Open(len(self.shown), True, self.titles, end))

    def _open_link(self, token: Token, start: int, end: int) -> None:
        self._opened.append(_Open(len(self.shown), not token["brackets"], self.urls, end))

    def _open_heading(self, token: Token, start: int, end: int) -> None:
        self.levels.append(token["level"])
        self._opened.append(_Open(len(self.shown), True, self.headings, end))

    def _open_tag(self, token: Token, start: int, end: int) -> None:
        one = _Open(len(self.shown), False, None, 0)
        one.slot = len(self.tags)
        one.spans, one.span_slot = self.tag_spans, len(self.tag_spans) + 1
        self.tag_spans += (start, 0)
        self._opened.append(one)

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
def _invisible_tags() -> frozenset[str]:
    from mwparserfromhell.definitions import INVISIBLE_TAGS

    return frozenset(INVISIBLE_TAGS)


_ACTIONS = {
    "TemplateOpen": _Reader._open_template,
    "TemplateParamSeparator": _Reader._end_name,
    "TemplateClose": _Reader._close,
    "ArgumentOpen": _Reader._open,
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
    "CommentStart": _Reader._open,
    "CommentEnd": _Reader._close,
    "TagOpenOpen": _Reader._open_tag,
    "TagCloseOpen": _Reader._tag_body,
    "TagCloseSelfclose": _Reader._close,
    "TagCloseClose": _Reader._close,
}


@cache
def _actions() -> dict[type, Callable[[_Reader, Token, int, int], None]]:
    """Return what reading a token does, beside showing it, by the classes of tokens."""
    types = token_types()
    return {types[name]: action for name, action in _ACTIONS.items()}


def markup_of(text: str, tokens: Sequence[Token]) -> Markup:
    """Read what the index of a page keeps of a text from its tokens.

    The content is what ``strip_code()`` shows before its last collapse: templates, comments,
    addresses of links and the bodies of invisible tags are left out, entities become characters,
    and what is inside links, headings and tags is collapsed by itself.

    Examples
    --------
    >>> from revscoring.text.markup_tokens import tokenize
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
