"""The lexer: splits wikitext completely into tokens of 22 groups of classes.

At each position the classes are tried in a fixed order, and the first that matches is taken. The
class of a token depends on its string alone, so it is found once per distinct string; the text
itself is split by one pass of a regular expression without groups.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from ..cache import WordCache

__all__ = [
    "CLASSES",
    "TOKENS",
    "Token",
    "lex",
    "token_class",
    "tokenize",
    "tokenize_fixed",
]

#: Ideographs, kana, radicals, half-width kana.
CJK = (
    "\u4e00-\u62ff\u6300-\u77ff\u7800-\u8cff\u8d00-\u9fcc\u3400-\u4dff\U00020000-\U0002a6df"
    "\uf900-\ufaff\U0002f800-\U0002fa1f\u3041-\u3096\u30a0-\u30ff\u2e80-\u2fd5\uff5f-\uff9f"
    "\u31f0-\u31ff\u3220-\u3243\u3280-\u337f"
)
#: Blocks whose combining signs belong to words: Devanagari, Arabic, Bengali.
SIGNS = "\u0901-\u0963\u0601-\u061a\u061c-\u0669\u06d5-\u06ef\u0980-\u09ff"
_PLAIN_SCHEMES = "bitcoin|geo|magnet|mailto|news|sips?|tel|urn"
_SLASHED_SCHEMES = "https?|ftps?|git|gopher|ircs?|mms|nntp|redis|sftp|ssh|svn|telnet|worldwind|xmpp"

#: The characters of class japan_punct.
JAPAN_PUNCT = "\u3000-\u303f"
#: Class → regular expression, in the order in which they are tried.
CLASSES: dict[str, str] = {
    "break": r"\r?\n\s*\n\r?",
    "whitespace": r"\n\r?|[^\S\r\n]+",
    "url": rf"(?:(?:{_PLAIN_SCHEMES}):|(?:(?:{_SLASHED_SCHEMES}):)?//)[^\s/$.?#][^\s|<>{{}}]*",
    "equals": r"=+",
    "bar": r"\|",
    "entity": r"&[a-z][a-z0-9]*;",
    "ref_open": r"<ref\b(?:/(?!>)|[^>/])*>",
    "ref_close": r"</ref\b[^>]*>",
    "ref_singleton": r"<ref\b(?:[^>/]|/(?!>))*/>",
    "tag": r"</?[a-z][a-z0-9]*\b[^>]*>",
    "number": r"\d+",
    "bold": r"'''",
    "italic": r"''",
    "japan_punct": f"[{JAPAN_PUNCT}]",
    "cjk": f"[{CJK}]",
    "word": rf"(?:[^\W\d]|[{SIGNS}])[\w{SIGNS}]*(?:['’](?:[\w{SIGNS}]+|(?=\s|$)))*",
    "tab_open": r"\{\|",
    "dbrack_open": r"\[\[",
    "dbrack_close": r"\]\]",
    "brack_open": r"\[",
    "brack_close": r"\]",
    "paren_open": r"\(",
    "paren_close": r"\)",
    "dcurly_open": r"\{\{",
    "dcurly_close": r"\}\}",
    "curly_open": r"\{",
    "curly_close": r"\}",
    "period": r"\.+",
    "qmark": r"\?+",
    "epoint": r"!+",
    "comma": r",+",
    "colon": r":+",
    "scolon": r";+",
    "comment_start": r"<!--",
    "comment_end": r"-->",
    "danda": r"[।॥]",
    "etc": r"[\s\S]",
}

#: The classes that end with ">".
_TAGS = ("ref_open", "ref_close", "ref_singleton", "tag")


def _in_order(classes: dict[str, str]) -> re.Pattern[str]:
    """Write a pattern that tries classes in their order, each in a group of its name."""
    return re.compile("|".join(f"(?P<{name}>{regex})" for name, regex in classes.items()))


def _without_tags(classes: dict[str, str]) -> dict[str, str]:
    return {name: regex for name, regex in classes.items() if name not in _TAGS}


_BY_CLASS = _in_order(CLASSES)
#: Letters of Latin, Greek, Cyrillic, Hebrew and Arabic script beyond ASCII; no class but word begins so.
_LETTERS = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02c1\u0386\u0388-\u038a\u038e-\u03a1\u03a3-\u03f5\u03f7-\u0481\u048a-\u0527"
    "\u05d0-\u05ea\u0620-\u064a"
)
#: Frequent tokens that only one class can match, tried first: a space before what is not white space, a
#: word before what neither continues it nor makes it the scheme of a URL, a word that begins with `_LETTERS`.
_FREQUENT = [
    r" (?=[^\s])",
    r"[A-Za-z_][a-z]*(?=[ ,.;\n\])|}=!?\-(\[{\"&/<>])",
    f"[{_LETTERS}]" + CLASSES["word"].partition(")")[2],
]


def _split(classes: dict[str, str]) -> re.Pattern[str]:
    """Write a pattern that splits as classes do in their order."""
    return re.compile("|".join([*_FREQUENT, *classes.values()]))


#: The same splits as `_BY_CLASS`.
_SPLIT = _split(CLASSES)


@cache
def _split_without_tags() -> re.Pattern[str]:
    """Return the same for what no ">" follows: at each "<", tags would be looked for up to the end."""
    return _split(_without_tags(CLASSES))


class Token(str):
    """A token: its string, with its class as `type`.

    Parameters
    ----------
    content : str
        The characters.
    type : str, optional
        The name of the class, one of `CLASSES`.

    Examples
    --------
    >>> token = Token("word", type="word")
    >>> token, token.type
    (Token('word', type='word'), 'word')
    """

    __slots__ = ("type",)
    type: str | None

    def __new__(cls, content: str, *args: object, type: str | None = None) -> Token:
        token = super().__new__(cls, content)
        token.type = type if type is not None or not args else str(args[0])
        return token

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, str | None]]:
        return (str(self),), {"type": self.type}

    def __repr__(self) -> str:
        return f"Token({str(self)!r}, type={self.type!r})"

    def __str__(self) -> str:
        return str.__str__(self)


def lex(text: str) -> list[str]:
    """Split a text completely into the strings of its tokens, which join back to the text.

    Examples
    --------
    >>> lex("It''s [[here]].")
    ['It', "''", 's', ' ', '[[', 'here', ']]', '.']
    """
    end = _end_of_tags(text)
    if end is None:
        return _SPLIT.findall(text)
    return [match.group() for match in _matches(_SPLIT, _split_without_tags(), text, end)]


def _end_of_tags(text: str) -> int | None:
    """Return where the last ">" of a text ends; None if no "<" follows."""
    end = text.rfind(">") + 1
    return None if text.find("<", end) < 0 else end


def _matches(
    pattern: re.Pattern[str], without_tags: re.Pattern[str], text: str, end: int | None
) -> Iterator[re.Match[str]]:
    """Find the tokens of a text, looking for tags only in front of the last ">"."""
    position = 0
    for match in pattern.finditer(text) if end != 0 else ():
        if end is not None and match.start() >= end:
            break
        position = match.end()
        yield match
    yield from without_tags.finditer(text, position)


def matcher_of(text: str) -> Callable[[str, int], re.Match[str] | None]:
    """Return what matches the token that begins at a place of a text."""
    end = _end_of_tags(text)
    if end is None:
        return _SPLIT.match
    without_tags = _split_without_tags()
    return lambda text, place: (_SPLIT if place < end else without_tags).match(text, place)


def token_class(string: str) -> str:
    """Return the class of a token by its string.

    Examples
    --------
    >>> token_class("word"), token_class("//x.org"), token_class("''")
    ('word', 'url', 'italic')
    """
    match = _BY_CLASS.match(string)
    return match.lastgroup or "etc" if match else "etc"


@cache
def _fixed() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the classes with ``|}`` where a table ends, in place of a bar and a brace; and without tags."""
    classes = {"tab_close": r"\|\}(?!\})", **CLASSES}
    return _in_order(classes), _in_order(_without_tags(classes))


def _make_token(string: str) -> Token:
    return Token(string, type=token_class(string))


#: String → token, for the strings met lately in this process.
TOKENS: WordCache[Token] = WordCache(_make_token)


def tokenize(text: str) -> list[Token]:
    """Split a text completely into tokens, which join back to the text; equal strings share one token.

    Examples
    --------
    >>> [token.type for token in tokenize("2 cats")]
    ['number', 'whitespace', 'word']
    """
    return [TOKENS[string] for string in lex(text)]


def tokenize_fixed(text: str) -> list[Token]:
    """Split a text completely into tokens, with the ends of tables as tokens of their own.

    Values of trained models rest on `tokenize`, where ``|}`` is a bar and a brace.

    Examples
    --------
    >>> [token.type for token in tokenize_fixed("{|a|}")]
    ['tab_open', 'word', 'tab_close']
    """
    matches = _matches(*_fixed(), text, _end_of_tags(text))
    return [Token(match.group(), type=match.lastgroup) for match in matches]
