"""The token classes that features are made of, as a table: the model of four families of names.

From each row come ``<plural>``, ``<singular>_frequency``, ``<singular>_delta``, ``<chars>`` and
the rest, on the revision, its parent and the diff.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["TOKEN_CLASSES", "TokenClass"]


class TokenClass(NamedTuple):
    """A row of the table.

    Attributes
    ----------
    plural, singular : str
        Names.
    chars : str
        The name of the number of characters in them.
    types : frozenset of str
        The classes of the lexer that it takes together; see `revscoring.text.lexer.CLASSES`.
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
