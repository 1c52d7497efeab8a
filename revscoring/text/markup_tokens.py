"""Markup tokens of mwparserfromhell: listing those of a text, and writing them back as wikitext.

A token is a dictionary whose class tells its meaning (``WikilinkOpen``, ``Text``,
``WikilinkClose`` …). Of the library only the tokenizer is used; its tree of nodes is never
built. What is read from the tokens is in :mod:`revscoring.text.markup_reader`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import Any

__all__ = ["Token", "node_sources", "source_of", "token_types", "tokenize"]

Token = dict[str, Any]

# Tokens that are written the same wherever they stand.
_CONSTANTS = {
    "TemplateParamSeparator": "|",
    "TemplateParamEquals": "=",
    "ArgumentOpen": "{{{",
    "ArgumentSeparator": "|",
    "ArgumentClose": "}}}",
    "WikilinkOpen": "[[",
    "WikilinkSeparator": "|",
    "WikilinkClose": "]]",
    "HTMLEntityStart": "&",
    "HTMLEntityNumeric": "#",
    "HTMLEntityEnd": ";",
    "CommentStart": "<!--",
    "CommentEnd": "-->",
}


@cache
def _tokenizer() -> type:
    from mwparserfromhell import parser

    if parser.CTokenizer is not None:
        return parser.CTokenizer
    from mwparserfromhell.parser.tokenizer import Tokenizer  # installed without its C extension

    return Tokenizer


@cache
def token_types() -> dict[str, type]:
    """Return the classes of tokens by their names.

    Examples
    --------
    >>> token_types()["Text"]
    <class 'mwparserfromhell.parser.tokens.Text'>
    """
    from mwparserfromhell.parser import tokens

    return {name: getattr(tokens, name) for name in tokens.__all__ if name != "Token"}


def tokenize(text: str) -> list[Token]:
    """List the markup tokens of a text.

    Parameters
    ----------
    text : str
        Any string. The parser takes a NUL character for the end of the text.

    Returns
    -------
    list of Token

    Examples
    --------
    >>> [type(token).__name__ for token in tokenize("[[a|b]]")]
    ['WikilinkOpen', 'Text', 'WikilinkSeparator', 'Text', 'WikilinkClose']
    """
    tokens: list[Token] = _tokenizer()().tokenize(text)
    return tokens


def source_of(tokens: Sequence[Token]) -> str:
    """Write tokens as wikitext: the string of the nodes that they stand for.

    Examples
    --------
    >>> source_of(tokenize("{{a|b=[[c]]}} <br />"))
    '{{a|b=[[c]]}} <br />'
    """
    return "".join(_Writer().write(tokens))


def node_sources(tokens: Sequence[Token]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write every tag, and every template, nested ones included, in the order in which they open.

    Returns
    -------
    (tags, templates) : pair of tuples of str

    Examples
    --------
    >>> node_sources(tokenize("<b>{{a|{{c}}}}</b>"))
    (('<b>{{a|{{c}}}}</b>',), ('{{a|{{c}}}}', '{{c}}'))
    """
    writer = _Writer()
    pieces = writer.write(tokens)
    offsets = [0, *accumulate(map(len, pieces))]
    source = "".join(pieces)
    spans = (writer.tags, writer.templates)
    tags, templates = (tuple([source[offsets[a] : offsets[b]] for a, b in nodes]) for nodes in spans)
    return tags, templates


def template_sources(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Write every template, nested ones included, in the order in which they open, and nothing else.

    Examples
    --------
    >>> template_sources(tokenize("<b>{{a|{{c}}}}</b>"))
    ('{{a|{{c}}}}', '{{c}}')
    """
    opening, closing = token_types()["TemplateOpen"], token_types()["TemplateClose"]
    sources: list[str] = []
    depth = start = 0
    for position, kind in enumerate(map(type, tokens)):
        if kind is opening:
            start = position if depth == 0 else start
            depth += 1
        elif kind is closing:
            depth -= 1
            if depth == 0:
                sources.extend(node_sources(tokens[start : position + 1])[1])
    return tuple(sources)


class _Tag:
    """An open tag: its wiki markup if it has one, and what is yet to be written of its attribute."""

    __slots__ = ("after_equals", "before_equals", "markup", "pending", "span")

    def __init__(self, markup: str | None, span: list[int]) -> None:
        self.markup = markup
        self.span = span
        self.before_equals = ""
        self.after_equals = ""
        self.pending = ""


class _Writer:
    """One pass over a list of tokens: the pieces of their source, and which pieces are which node's."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.tags: list[list[int]] = []
        self.templates: list[list[int]] = []
        self._open_tags: list[_Tag] = []
        self._open_templates: list[list[int]] = []
        self._brackets: list[bool] = []
        self._levels: list[int] = []
        self._skip_name = False

    def write(self, tokens: Sequence[Token]) -> list[str]:
        """Return the pieces of source; every token adds one or none."""
        text, writers, append = token_types()["Text"], _writers(), self.pieces.append
        for token in tokens:
            kind = type(token)
            if kind is not text:
                append(writers[kind](self, token))
            elif self._skip_name:
                self._skip_name = False
            else:
                append(token["text"])
        return self.pieces

    def _open_template(self, token: Token) -> str:
        self._open_templates.append([len(self.pieces), 0])
        self.templates.append(self._open_templates[-1])
        return "{{"

    def _close_template(self, token: Token) -> str:
        self._open_templates.pop()[1] = len(self.pieces) + 1
        return "}}"

    def _open_heading(self, token: Token) -> str:
        self._levels.append(token["level"])
        return "=" * self._levels[-1]

    def _close_heading(self, token: Token) -> str:
        return "=" * self._levels.pop()

    def _open_external_link(self, token: Token) -> str:
        self._brackets.append(token["brackets"])
        return "[" if self._brackets[-1] else ""

    def _separate_external_link(self, token: Token) -> str:
        return "" if token.get("suppress_space") else " "

    def _close_external_link(self, token: Token) -> str:
        return "]" if self._brackets.pop() else ""

    def _hexadecimal(self, token: Token) -> str:
        char: str = token["char"]
        return char

    def _open_tag(self, token: Token) -> str:
        markup: str | None = token.get("wiki_markup")
        tag = _Tag(markup, [len(self.pieces), 0])
        self._open_tags.append(tag)
        self.tags.append(tag.span)
        if markup:
            self._skip_name = True
            return markup
        return "</" if token.get("invalid") else "<"

    def _attribute(self, token: Token) -> str:
        tag = self._open_tags[-1]
        before = tag.pending
        tag.before_equals = tag.pending = token["pad_before_eq"]
        tag.after_equals = token["pad_after_eq"]
        return before + str(token["pad_first"])

    def _equals(self, token: Token) -> str:
        tag = self._open_tags[-1]
        tag.pending = ""
        return f"{tag.before_equals}={tag.after_equals}"

    def _quote(self, token: Token) -> str:
        quote: str = token["char"]
        self._open_tags[-1].pending = quote
        return quote

    def _tag_body(self, token: Token) -> str:
        tag = self._open_tags[-1]
        end = token.get("wiki_markup") or "" if tag.markup else ">"
        return tag.pending + (token.get("padding") or "") + end

    def _close_single_tag(self, token: Token) -> str:
        tag = self._open_tags.pop()
        tag.span[1] = len(self.pieces) + 1
        end = "" if tag.markup else ">" if token.get("implicit") else "/>"
        return tag.pending + (token.get("padding") or "") + end

    def _open_closing_tag(self, token: Token) -> str:
        tag = self._open_tags[-1]
        if not tag.markup:
            return "</"
        self._skip_name = True
        markup: str = token.get("wiki_markup", tag.markup)
        return markup

    def _close_tag(self, token: Token) -> str:
        tag = self._open_tags.pop()
        tag.span[1] = len(self.pieces) + 1
        return "" if tag.markup else ">"


@cache
def _writers() -> dict[type, Any]:
    """Return the writer of every class of tokens but Text."""
    special = {
        "TemplateOpen": _Writer._open_template,
        "TemplateClose": _Writer._close_template,
        "HeadingStart": _Writer._open_heading,
        "HeadingEnd": _Writer._close_heading,
        "ExternalLinkOpen": _Writer._open_external_link,
        "ExternalLinkSeparator": _Writer._separate_external_link,
        "ExternalLinkClose": _Writer._close_external_link,
        "HTMLEntityHex": _Writer._hexadecimal,
        "TagOpenOpen": _Writer._open_tag,
        "TagAttrStart": _Writer._attribute,
        "TagAttrEquals": _Writer._equals,
        "TagAttrQuote": _Writer._quote,
        "TagCloseOpen": _Writer._tag_body,
        "TagCloseSelfclose": _Writer._close_single_tag,
        "TagOpenClose": _Writer._open_closing_tag,
        "TagCloseClose": _Writer._close_tag,
    }

    def constant(source: str) -> Any:
        return lambda writer, token: source

    types = token_types()
    constants = {types[name]: constant(source) for name, source in _CONSTANTS.items()}
    return constants | {types[name]: writer for name, writer in special.items()}
