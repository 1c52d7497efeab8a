"""A bounded store of blocks of wikitext, so that a page that was edited is read only where it changed.

A page is cut at its blank lines; blocks that a construct crosses are joined. What the blocks hold
is kept by their text, the least recently used are dropped first. Whether a cut is safe is decided
in :mod:`revscoring.text.markup.blocks`; whatever the store holds, the result is that of the whole text.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

from revscoring.text.markup.blocks import is_closed
from revscoring.text.markup.easy import easy_markup
from revscoring.text.markup.reader import Markup, markup_of
from revscoring.text.markup.tokens import tokenize

__all__ = ["MarkupCache"]

BLANK_LINE = "\n\n"

# How many ways to join a block with later ones are tried before the rest of the page is one block,
# and how much these attempts may read in vain: some characters, and a share of the page.
_TRIES = 4
_WASTE_CHARS = 2_000
_WASTE_SHARE = 0.25

# Where these attempts fail, so many later texts with the same block are not tried, and so many blocks kept.
_PATIENCE = 8
_RESTS = 1_000

# Bytes of an entry beside its strings, and of a short string beside its characters.
_ENTRY_BYTES = 600
_NAME_BYTES = 100

# A block by its text without the blank line after it; the last of a page, which has none, in a tuple.
_Key = str | tuple[str]


class MarkupCache:
    """What blocks of pages hold, within a number of bytes.

    Safe to share between threads.

    Parameters
    ----------
    max_bytes : int
        Bound of the approximate memory of the entries.

    Examples
    --------
    >>> from revscoring.text.markup.index import markup_index
    >>> cache = MarkupCache(max_bytes=2**20)
    >>> markup_index("[[a]]\\n\\n{{b}}\\n\\nc", cache).wikilink_titles
    ('a',)
    >>> len(cache)
    3
    """

    def __init__(self, max_bytes: int = 32 * 2**20) -> None:
        self.max_bytes = max_bytes
        self._bytes = 0
        self._entries: dict[_Key, tuple[Markup | None, int]] = {}
        self._rests: dict[int, int] = {}  # hash of a block that was not joined → texts still not to be tried
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def nbytes(self) -> int:
        """Approximate memory of the entries, in bytes."""
        return self._bytes

    def clear(self) -> None:
        """Drop all entries."""
        with self._lock:
            self._entries.clear()
            self._rests.clear()
            self._bytes = 0

    def blocks(self, text: str) -> list[Markup]:
        """Read a text block by block; together they hold what the whole text does."""
        with self._lock, _collector_paused():
            return list(self._blocks(text))

    def _blocks(self, text: str) -> Iterator[Markup]:
        # The parser takes a NUL for the end of the text, and yet may go on after it.
        pieces = [text] if "\0" in text else text.split(BLANK_LINE)
        last = len(pieces) - 1
        spare = _WASTE_CHARS + int(_WASTE_SHARE * len(text))
        entries = self._entries
        start = 0
        while start < last:
            key = pieces[start]
            entry = entries.pop(key, None)
            if entry is not None:
                entries[key] = entry  # now the most recently used
                markup = entry[0]
            else:
                markup = self._closed_block(key)
            end = start + 1
            if markup is None:
                if self._was_not_joined(key):
                    break
                spare -= len(key)
                markup, end, spare = self._joined_block(pieces, start, spare)
                if markup is None:
                    self._rests[hash(key)] = _PATIENCE
                    break
            yield markup
            start = end
        yield self._last_block(BLANK_LINE.join(pieces[start:]))

    def _was_not_joined(self, key: str) -> bool:
        """Tell whether joining a block failed lately: its page is being edited, and often stays so."""
        if len(self._rests) > _RESTS:
            self._rests.clear()
        left = self._rests.get(hash(key), 0)
        if left:
            self._rests[hash(key)] = left - 1
        return left > 0

    def _joined_block(self, pieces: Sequence[str], start: int, spare: int) -> tuple[Markup | None, int, int]:
        """Join a piece with later ones to a closed block; return it, its end, and what is left to spare."""
        for end in _ends(pieces, start):
            key = BLANK_LINE.join(pieces[start:end])
            if len(key) > spare:
                break
            markup = self._closed_block(key)
            if markup is not None:
                return markup, end, spare
            spare -= len(key)
        return None, start, spare

    def _closed_block(self, key: str) -> Markup | None:
        """Read a block that has text after it; None if that text may change what it holds."""
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._entries[key] = entry
            return entry[0]
        block = key + BLANK_LINE
        easy = easy_markup(block)
        closed = _closed(block) if easy is None else easy or None
        self._keep(key, key, closed)
        return closed

    def _last_block(self, text: str) -> Markup:
        key = (text,)
        entry = self._entries.pop(key, None)
        if entry is not None and entry[0] is not None:
            self._entries[key] = entry
            return entry[0]
        markup = easy_markup(text, is_last=True) or markup_of(text, tokenize(text))
        self._keep(key, text, markup)
        return markup

    def _keep(self, key: _Key, text: str, markup: Markup | None) -> None:
        size = sys.getsizeof(text) + _ENTRY_BYTES
        if markup is not None:
            size += sys.getsizeof(markup.content) + _NAME_BYTES * _names(markup)
            size += sys.getsizeof(markup.tag_spans) + sys.getsizeof(markup.template_spans)
        if size > self.max_bytes:
            return
        self._entries[key] = (markup, size)
        self._bytes += size
        while self._bytes > self.max_bytes:
            self._bytes -= self._entries.pop(next(iter(self._entries)))[1]


def _closed(block: str) -> Markup | None:
    tokens = tokenize(block)
    markup = markup_of(block, tokens)
    return markup if is_closed(block, tokens, markup) else None


def _names(markup: Markup) -> int:
    return (
        len(markup.heading_levels)
        + len(markup.heading_titles)
        + len(markup.external_link_urls)
        + len(markup.wikilink_titles)
        + len(markup.tag_names)
        + len(markup.template_names)
    )


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause the garbage collector where many objects live shortly, and none refers to itself.

    It would walk the tokens of a page several times, and take some for objects that stay.
    """
    paused = gc.isenabled()
    if paused:
        gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _ends(pieces: Sequence[str], start: int) -> Iterator[int]:
    """Guess where blocks end that start at a piece and are not just it: where their marks are in balance."""
    total = [0] * 7
    tries = 0
    for end in range(start, len(pieces) - 1):
        balance = _balance(pieces[end])
        if not any(balance) and end > start:
            continue
        total = [one + other for one, other in zip(total, balance, strict=True)]
        if end > start and not any(total[:5]) and not any(parity % 2 for parity in total[5:]):
            yield end + 1
            tries += 1
            if tries == _TRIES:
                return


def _balance(text: str) -> tuple[int, ...]:
    """Count marks that open less those that close; the parity of bold and italic marks."""
    count = text.count
    comments = count("<!--")
    return (
        count("{{") - count("}}"),
        count("[[") - count("]]"),
        count("{|") - count("\n|}"),
        count("<") - comments - 2 * count("</") - count("/>") - count("<br>"),
        comments - count("-->"),
        count("''") % 2,
        count("'''") % 2,
    )
