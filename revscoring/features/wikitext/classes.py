"""The token classes that features are made of, as a table: the model of four families of names.

From each row come ``<plural>``, ``<singular>_frequency``, ``<singular>_delta``, ``<chars>`` and
the rest, on the revision, its parent and the diff.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ...text.tokens import Token, tokenize, tokenize_fixed

__all__ = ["COMPATIBLE", "FIXED", "TOKEN_CLASSES", "Dialect", "TokenClass"]


class TokenClass(NamedTuple):
    """A row of the table.

    Attributes
    ----------
    plural, singular : str
        Names.
    chars : str
        The name of the number of characters in them.
    types : frozenset of str
        The classes of the lexer that it takes together; see `revscoring.text.tokens.CLASSES`.
    what : str
        What it is, for descriptions.
    """

    plural: str
    singular: str
    chars: str
    types: frozenset[str]
    what: str


def _row(plural: str, singular: str, chars: str, types: str, what: str) -> TokenClass:
    return TokenClass(plural, singular, chars, frozenset(types.split()), what)


#: The classes. Tokens of ``''`` are not markup, since 2.x looked for a type that does not exist,
#: and models were trained on that; so are none of bars, parentheses, tags, references, comments.
TOKEN_CLASSES = {
    row.plural: row
    for row in [
        _row("numbers", "number", "numeric_chars", "number", "numbers (runs of digits)"),
        _row("whitespaces", "whitespace", "whitespace_chars", "whitespace", "stretches of white space"),
        _row(
            "markups",
            "markup",
            "markup_chars",
            "dbrack_open dbrack_close brack_open brack_close tab_open tab_close dcurly_open "
            "dcurly_close curly_open curly_close bold italics equals",
            "pieces of markup (brackets, braces, bold, equals signs)",
        ),
        _row("cjks", "cjk", "cjk_chars", "cjk", "Chinese and Japanese characters"),
        _row("entities", "entity", "entity_chars", "entity", "HTML entities"),
        _row("urls", "url", "url_chars", "url", "URLs"),
        _row("words", "word", "word_chars", "word", "words"),
        _row(
            "uppercase_words",
            "uppercase_word",
            "uppercase_word_chars",
            "uppercase_word",
            "words in capital letters",
        ),
        _row(
            "punctuations",
            "punctuation",
            "punctuation_chars",
            "period qmark epoint comma colon scolon japan_punct",
            "punctuation marks",
        ),
        _row("breaks", "break", "break_chars", "break", "paragraph breaks"),
    ]
}


class Dialect(NamedTuple):
    """A way to read wikitext, from which a whole tree of datasources and features follows.

    Attributes
    ----------
    tokenize : callable
        Splits a text into tokens.
    classes : mapping of str to TokenClass
        By plural.
    autojunk : bool
        Whether diffs take what is frequent in long texts for junk.
    ref_tags, list_items : str
        What the names of such tags begin with, as regular expressions.
    """

    tokenize: Callable[[str], list[Token]]
    classes: Mapping[str, TokenClass]
    autojunk: bool
    ref_tags: str
    list_items: str


_MARKUP = TOKEN_CLASSES["markups"]
#: What 2.x did, and models were trained on.
COMPATIBLE = Dialect(tokenize, TOKEN_CLASSES, True, "ref", "li")
#: What it meant: tables end, ``''`` is markup, ``<references/>`` is no reference, and one changed word
#: of a long sentence is one changed word.
FIXED = Dialect(
    tokenize_fixed,
    {**TOKEN_CLASSES, "markups": _MARKUP._replace(types=_MARKUP.types - {"italics"} | {"italic"})},
    False,
    r"ref\s*$",
    r"li\s*$",
)
