"""Reading wikitext without the markup parser, where that is sure to give what the parser would.

The compiled kernel reads most blocks of most pages, as :mod:`revscoring.text.markup.reader` does
from the parser's tokens, and tells whether text that follows may change them. The others are left to
the parser, as all but the plainest are where there is no kernel.
"""

from __future__ import annotations

from functools import cache
from html.entities import name2codepoint
from typing import TYPE_CHECKING, Literal

from revscoring.text.markup.reader import Markup, is_plain, plain_markup
from revscoring.text.native import compiled

if TYPE_CHECKING:
    from revscoring.text.native import markup

__all__ = ["easy_markup"]

_kernel = compiled("markup")

#: Releases of mwparserfromhell that the kernel was compared with, on millions of texts.
FOLLOWED = ("0.7", "0.7.0", "0.7.1", "0.7.2")


@cache
def _tables() -> markup.Tables | None:
    """Return what the kernel has to know of the parser; None without it, or the parser that it follows."""
    from mwparserfromhell import __version__, definitions, parser

    if _kernel is None or __version__ not in FOLLOWED or parser.CTokenizer is None:
        return None  # the tokenizer in Python differs in details
    tables: markup.Tables = _kernel.Tables(
        dict(definitions.URI_SCHEMES),
        dict(name2codepoint),
        frozenset(definitions.SINGLE_ONLY),
        frozenset(definitions.SINGLE) - frozenset(definitions.SINGLE_ONLY),
        frozenset(definitions.PARSER_BLACKLIST),
        frozenset(definitions.INVISIBLE_TAGS),
    )
    return tables


def easy_markup(text: str, *, is_last: bool = False) -> Markup | Literal[False] | None:
    """Read the markup of a text that is plain enough.

    Parameters
    ----------
    text : str
        A page, or a part of one that starts at the start of a line, outside of all constructs, and
        ends with a line break.
    is_last : bool
        Whether nothing follows the text. If not, what was read stays the same whatever follows.

    Returns
    -------
    Markup, False or None
        False if text that follows may change what the text holds, None if it is not plain enough.

    Examples
    --------
    >>> easy_markup("a ''b\\n") or easy_markup("{| class=a\\n") or easy_markup("a\\n").content
    'a\\n'
    """
    if _kernel is None or (tables := _tables()) is None:
        return plain_markup(text) if is_plain(text) else None
    found = _kernel.read(text, tables, is_last)
    return Markup(*found) if found else found
