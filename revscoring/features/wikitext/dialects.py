"""Dialects: ways to read wikitext, from which a whole tree of datasources and features follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ...text.tokens import Token, tokenize, tokenize_fixed

#: The token classes of markup. Tokens of ``''`` are not markup, since 2.x looked for a type that does not
#: exist, and models were trained on that; nor are bars, parentheses, tags, references and comments.
MARKUP = (
    *("dbrack_open", "dbrack_close", "brack_open", "brack_close", "tab_open", "tab_close"),
    *("dcurly_open", "dcurly_close", "curly_open", "curly_close", "bold", "italics", "equals"),
)
PUNCTUATION = ("period", "qmark", "epoint", "comma", "colon", "scolon", "japan_punct")


class Dialect(NamedTuple):
    """A way to read wikitext.

    Attributes
    ----------
    tokenize : callable
        Splits a text into tokens.
    italics : str
        The token class that counts as the markup of italics.
    autojunk : bool
        Whether diffs ignore tokens that are frequent in long texts.
    """

    tokenize: Callable[[str], list[Token]]
    italics: str
    autojunk: bool

    def types(self, classes: tuple[str, ...]) -> frozenset[str]:
        """Return token classes as this dialect names them."""
        return frozenset(self.italics if name == "italics" else name for name in classes)


#: What 2.x did, and models were trained on.
COMPATIBLE = Dialect(tokenize, "italics", True)
#: What was meant: tables end, ``''`` is markup, and one changed word of a long sentence is one changed word.
FIXED = Dialect(tokenize_fixed, "italic", False)
