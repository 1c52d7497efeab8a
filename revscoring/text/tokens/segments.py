"""Segments: the paragraphs, sentences and white space of a list of tokens.

Top level are paragraphs and the white-space tokens between them; in a paragraph stand sentences
and the white-space tokens between them. Paragraphs and sentences can be matched by their text
between two texts; see `revscoring.text.diff.differ`.

A sentence ends after a full stop, question mark, exclamation mark or ``{|`` where no bracket is
open and at least three of its tokens are not white space; a sentence that begins with ``{|`` is
a table, up to its ``|}``. `revscoring.text.tokens.lexer.tokenize` never yields that token, so that a table
takes the rest of the text: values of trained models depend on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from .chunks import has_break
from .lexer import TOKENS, Token, lex, tokenize

__all__ = ["MatchableSegment", "Segment", "outline", "segment", "segment_chunks", "supply_tokens"]

_WHITE = frozenset({"whitespace", "break"})
_ENDS = frozenset({"period", "epoint", "qmark", "tab_open"})
_OPENS = frozenset({"brack_open", "dbrack_open", "paren_open", "ref_open", "comment_start", "dcurly_open"})
_CLOSES = frozenset(
    {"brack_close", "dbrack_close", "paren_close", "ref_close", "comment_end", "dcurly_close"}
)
_MIN_SENTENCE = 3


class Segment:
    """A stretch of tokens: white space, where it is not a `MatchableSegment`.

    Parameters
    ----------
    parts : sequence of str or Segment
        Tokens, or segments, in order.
    start : int
        The position of the first token in the text.

    Attributes
    ----------
    end : int
        The position after the last token.

    Examples
    --------
    >>> paragraph, = segment(["One", " ", "two", "."])
    >>> [type(part).__name__ for part in paragraph], paragraph.end
    (['MatchableSegment'], 4)
    """

    __slots__ = ("_page", "_position", "_text", "end", "parts", "start")
    _page: _Page
    _position: int
    _text: str | None

    def __init__(self, parts: Sequence[str | Segment], start: int) -> None:
        self.parts = parts
        self.start = start
        self._text = None
        self.end: int = parts[-1].end if parts and isinstance(parts[-1], Segment) else start + len(parts)

    @classmethod
    def _of_page(cls, text: str, page: _Page, position: int) -> Segment:
        """Make a segment that knows its text, and looks up the rest on request."""
        new = cls.__new__(cls)
        new._text, new._page, new._position = text, page, position
        return new

    def __getattr__(self, name: str) -> Any:
        # Only what is not there comes here: parts, start and end of the segments of a page.
        if name not in ("end", "parts", "start"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        known = self._page.segments[self._position]
        self.parts, self.start, self.end = known.parts, known.start, known.end
        return getattr(known, name)

    def __getstate__(self) -> tuple[None, dict[str, Any]]:
        return None, {name: getattr(self, name) for name in ("_text", "end", "parts", "start")}

    def __iter__(self) -> Iterator[str | Segment]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    def __getitem__(self, index: int) -> str | Segment:
        return self.parts[index]

    def tokens(self) -> Iterator[str]:
        """Iterate over the tokens below."""
        for part in self.parts:
            if isinstance(part, Segment):
                yield from part.tokens()
            else:
                yield part

    def __str__(self) -> str:
        if self._text is None:
            self._text = "".join([str(part) if isinstance(part, Segment) else part for part in self.parts])
        return self._text

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self.parts)!r}, start={self.start})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash((type(self).__name__, str(self)))


class MatchableSegment(Segment):
    """A paragraph or sentence: two of them are equal when their texts are."""

    __slots__ = ()


class _Page:
    """The segments of a text, found when one of them is first looked into."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: Sequence[str] | None = None

    @cached_property
    def segments(self) -> list[Segment]:
        return segment(tokenize(self.text) if self.tokens is None else self.tokens)


def supply_tokens(segments: Sequence[Segment], tokens: Sequence[str]) -> None:
    """Give the tokens of their text to segments that may not know them, to spare splitting it again."""
    page = getattr(segments[0], "_page", None) if segments else None
    if page is not None:
        page.tokens = tokens


def segment_chunks(chunks: Sequence[str]) -> list[Segment]:
    """Split a text into paragraphs that are split into sentences and tokens only when they are looked into.

    Parameters
    ----------
    chunks : sequence of str
        The text, split at its breaks; see `revscoring.text.tokens.chunks.split_chunks`.

    Returns
    -------
    list of Segment
        They equal ``segment(tokenize(text))``.

    Examples
    --------
    >>> paragraphs = segment_chunks(["One two.", "\\n\\n", "Three."])
    >>> [str(part) for part in paragraphs], paragraphs[2].start
    (['One two.', '\\n\\n', 'Three.'], 5)
    """
    page = _Page("".join(chunks))
    return [
        (MatchableSegment if matchable else Segment)._of_page(text, page, position)
        for position, (text, matchable) in enumerate(outline(chunks))
    ]


def outline(chunks: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield the texts of top-level segments, and whether they are paragraphs.

    Parameters
    ----------
    chunks : sequence of str
        The text, split at its breaks; see `revscoring.text.tokens.chunks.split_chunks`.

    Examples
    --------
    >>> list(outline(["One two.", "\\n\\n", "Three."]))
    [('One two.', True), ('\\n\\n', False), ('Three.', True)]
    """
    for position, chunk in enumerate(chunks):
        if "{|" in chunk and _has_table(chunk):
            for part in segment(lex("".join(chunks[position:]))):
                yield str(part), isinstance(part, MatchableSegment)
            return
        paragraph = chunk.lstrip()
        white = chunk[: len(chunk) - len(paragraph)]
        if "\r" in white or has_break(paragraph):
            for part in segment(lex(chunk)):
                yield str(part), isinstance(part, MatchableSegment)
            continue
        if white:
            for token in lex(white):
                yield token, False
        if paragraph:
            yield paragraph, True


def _has_table(chunk: str) -> bool:
    """Tell whether a sentence of a chunk is a table: it takes the chunks after it."""
    return any(
        TOKENS[str(sentence.parts[0])].type == "tab_open"
        for paragraph in segment(lex(chunk))
        if isinstance(paragraph, MatchableSegment)
        for sentence in paragraph.parts
        if isinstance(sentence, MatchableSegment)
    )


def segment(tokens: Sequence[str], start: int = 0) -> list[Segment]:
    """Split tokens into paragraphs, each a list of sentences and white space.

    Parameters
    ----------
    tokens : sequence of str
        The tokens of a text.
    start : int
        The position of the first of them.

    Returns
    -------
    list of Segment
        They cover the tokens.
    """
    classes = [token.type if isinstance(token, Token) else TOKENS[token].type for token in tokens]
    size = len(tokens)
    segments: list[Segment] = []
    position = 0
    while position < size:
        if classes[position] in _WHITE:
            segments.append(Segment(tokens[position : position + 1], start + position))
            position += 1
            continue
        parts: list[Segment] = []
        first = position
        while position < size and classes[position] != "break":
            if classes[position] in _WHITE:
                parts.append(Segment(tokens[position : position + 1], start + position))
                position += 1
                continue
            end = sentence_end(classes, position)
            parts.append(MatchableSegment(tokens[position:end], start + position))
            position = end
        segments.append(MatchableSegment(parts, start + first))
    return segments


def sentence_end(classes: Sequence[str | None], position: int) -> int:
    """Return where the sentence that begins at a position ends."""
    size = len(classes)
    if classes[position] == "tab_open":
        return _table_end(classes, position)
    depth = solid = 0
    for i in range(position, size):
        kind = classes[i]
        if kind == "break":
            return i
        if kind != "whitespace":
            solid += 1
            if kind in _OPENS:
                depth += 1
            elif kind in _CLOSES:
                depth -= i > position  # one that begins the sentence closes nothing in it
            elif kind in _ENDS and depth <= 0 and solid >= _MIN_SENTENCE:
                return i + 1
    return size


def _table_end(classes: Sequence[str | None], position: int) -> int:
    """Return where the table that begins at a position ends."""
    depth = 0
    for i in range(position, len(classes)):
        if classes[i] == "tab_open":
            depth += 1
        elif classes[i] == "tab_close":
            depth -= 1
            if depth == 0:
                return i + 1
    return len(classes)
