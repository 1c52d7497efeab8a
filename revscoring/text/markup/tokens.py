"""Markup tokens of mwparserfromhell: listing those of a text, and writing them back as wikitext.

A token is a dictionary whose class tells its meaning (``WikilinkOpen``, ``Text``,
``WikilinkClose`` …). Of the library only the tokenizer is used; its tree of nodes is never
built. What is read from the tokens is in :mod:`revscoring.text.markup.reader`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

__all__ = ["Token", "Writer", "fixed_sources", "source_of", "token_types", "token_writers", "tokenize"]

Token = dict[str, Any]

# Tokens that are written the same wherever they stand.
_CONSTANTS = {
    "TemplateOpen": "{{",
    "TemplateClose": "}}",
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
    writer = Writer()
    return "".join(map(writer.write, tokens))


class _Tag:
    """An open tag: its wiki markup if it has one, and what is yet to be written of its attribute."""

    __slots__ = ("after_equals", "before_equals", "markup", "pending")

    def __init__(self, markup: str | None) -> None:
        self.markup = markup
        self.before_equals = ""
        self.after_equals = ""
        self.pending = ""


class Writer:
    """One pass over a list of tokens that writes the source of each.

    Examples
    --------
    >>> writer = Writer()
    >>> [writer.write(token) for token in tokenize("''a''")]
    ["''", '', '', 'a', "''", '', '']
    """

    __slots__ = ("_brackets", "_levels", "_open_tags", "_skip_name")

    def __init__(self) -> None:
        self._open_tags: list[_Tag] = []
        self._brackets: list[bool] = []
        self._levels: list[int] = []
        self._skip_name = False

    def write(self, token: Token) -> str:
        """Return the source of a token, given those before it."""
        source: str = token_writers()[type(token)](self, token)
        return source

    def leave_tag(self) -> None:
        """Pass over the tokens of a closing tag."""
        self._open_tags.pop()

    def _text(self, token: Token) -> str:
        if self._skip_name:
            self._skip_name = False
            return ""
        text: str = token["text"]
        return text

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
        self._open_tags.append(_Tag(markup))
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
        return "" if self._open_tags.pop().markup else ">"


@cache
def fixed_sources() -> dict[type, str]:
    """Return the sources of the classes of tokens that are written the same wherever they stand."""
    types = token_types()
    return {types[name]: source for name, source in _CONSTANTS.items()}


@cache
def token_writers() -> dict[type, Any]:
    """Return the writer of every class of tokens."""
    special = {
        "Text": Writer._text,
        "HeadingStart": Writer._open_heading,
        "HeadingEnd": Writer._close_heading,
        "ExternalLinkOpen": Writer._open_external_link,
        "ExternalLinkSeparator": Writer._separate_external_link,
        "ExternalLinkClose": Writer._close_external_link,
        "HTMLEntityHex": Writer._hexadecimal,
        "TagOpenOpen": Writer._open_tag,
        "TagAttrStart": Writer._attribute,
        "TagAttrEquals": Writer._equals,
        "TagAttrQuote": Writer._quote,
        "TagCloseOpen": Writer._tag_body,
        "TagCloseSelfclose": Writer._close_single_tag,
        "TagOpenClose": Writer._open_closing_tag,
        "TagCloseClose": Writer._close_tag,
    }

    def constant(source: str) -> Any:
        return lambda writer, token: source

    types = token_types()
    constants = {kind: constant(source) for kind, source in fixed_sources().items()}
    return constants | {types[name]: writer for name, writer in special.items()}
