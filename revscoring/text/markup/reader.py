"""Blocks of wikitext, read by the compiled reader or by mwparserfromhell."""

from __future__ import annotations

from functools import cache
from html.entities import name2codepoint
from typing import TYPE_CHECKING, Literal

from .._compiled import compiled
from .parser import Block, parse_block, parse_closed_block

if TYPE_CHECKING:
    from ._reader import Definitions

__all__ = ["FOLLOWED", "read_block", "read_closed_block", "read_compiled"]

_reader = compiled("markup._reader")

#: Releases of mwparserfromhell that the compiled reader was compared with, on millions of texts.
FOLLOWED = ("0.7", "0.7.0", "0.7.1", "0.7.2")


def read_block(text: str) -> Block:
    """Read a text that nothing follows.

    Examples
    --------
    >>> read_block("''a [[b]]").wikilink_titles
    ('b',)
    """
    return read_compiled(text, is_last=True) or parse_block(text)


def read_closed_block(text: str) -> Block | None:
    """Read lines of a page, apart; None if text after them could change what they hold.

    Examples
    --------
    >>> read_closed_block("''a''\\n").tag_names, read_closed_block("''a\\n")
    (('i',), None)
    """
    block = read_compiled(text)
    return parse_closed_block(text) if block is None else block or None


@cache
def _definitions() -> Definitions | None:
    """Return what names mean to the parser; None if the reader is not compiled or does not follow it."""
    from mwparserfromhell import __version__, definitions, parser

    if _reader is None or __version__ not in FOLLOWED or not parser.use_c:
        return None  # the tokenizer in Python differs in details
    found: Definitions = _reader.Definitions(
        dict(definitions.URI_SCHEMES),
        dict(name2codepoint),
        frozenset(definitions.SINGLE_ONLY),
        frozenset(definitions.SINGLE) - frozenset(definitions.SINGLE_ONLY),
        frozenset(definitions.PARSER_BLACKLIST),
        frozenset(definitions.INVISIBLE_TAGS),
    )
    return found


def read_compiled(text: str, *, is_last: bool = False) -> Block | Literal[False] | None:
    """Read a text by the compiled reader.

    The text is a page, or a part of one that starts at the start of a line, outside of all constructs, and
    ends with a line break. If the text is not the last part, False is returned where the text that follows
    may change what it holds. None is returned if there is no compiled reader, or it leaves the text to
    mwparserfromhell.
    """
    if _reader is None or (definitions := _definitions()) is None:
        return None
    found: tuple[object, ...] | Literal[False] | None = _reader.read(text, definitions, is_last)
    return Block._make(found) if found else None if found is None else False
