"""Blocks of a page, kept by their text, so that an edited page is read only where it changed.

A page is split at its blank lines, and pieces that a construct spans are joined to one block. Whether a
block can be read apart is decided by `revscoring.text.markup.reader`; the blocks of a page together hold
what the whole text does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Literal

from ..cache import ByteCache
from .parser import Block
from .reader import read_block, read_closed_block

__all__ = ["BLOCKS", "read_blocks"]

BLANK_LINE = "\n\n"

# How many pieces are joined before the rest of the page is taken as one block, and how much these attempts
# may read in vain: a number of characters, and a share of the page.
_JOINED = (2, 3, 5, 8, 13)
_WASTE_CHARS = 2_000
_WASTE_SHARE = 0.25

# Bytes of an entry beside its strings, and of a short string beside its characters.
_ENTRY_BYTES = 800
_NAME_BYTES = 100

#: Text of a block without the blank line after it → what it holds, or False if later text may change that;
#: the last block of a page, which nothing follows, is in a tuple.
BLOCKS: ByteCache[str | tuple[str], Block | Literal[False]] = ByteCache()


def read_blocks(text: str) -> list[Block]:
    """Read a page block by block.

    Examples
    --------
    >>> [block.template_names for block in read_blocks("[[a]]\\n\\n{{b\\n\\n|c}}\\n\\n[[d]]\\n\\ne")]
    [(), ('b\\n\\n',), (), ()]
    """
    return list(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    # The parser takes a NUL for the end of the text, and yet may go on after it.
    pieces = [text] if "\0" in text else text.split(BLANK_LINE)
    spare = _WASTE_CHARS + int(_WASTE_SHARE * len(text))
    start = 0
    while start < len(pieces) - 1:
        block, end = _closed_block(pieces[start]), start + 1
        if not block:
            spare -= len(pieces[start])
            block, end, spare = _joined_block(pieces, start, spare)
            if not block:
                break
        yield block
        start = end
    yield _last_block(BLANK_LINE.join(pieces[start:]))


def _closed_block(key: str) -> Block | Literal[False]:
    block = BLOCKS.get(key)
    if block is None:
        block = read_closed_block(key + BLANK_LINE) or False
        BLOCKS.put(key, block, _size(key, block))
    return block


def _last_block(text: str) -> Block:
    block = BLOCKS.get((text,))
    if not block:
        block = read_block(text)
        BLOCKS.put((text,), block, _size(text, block))
    return block


def _size(text: str, block: Block | Literal[False]) -> int:
    """Return about how many bytes an entry takes."""
    size = sys.getsizeof(text) + _ENTRY_BYTES
    if block:
        sources = (*block.tags_str, *block.templates_str)
        size += sys.getsizeof(block.content) + sum(map(len, sources))
        size += _NAME_BYTES * (sum(map(len, block)) - len(block.content))
    return size


def _joined_block(pieces: Sequence[str], start: int, spare: int) -> tuple[Block | Literal[False], int, int]:
    """Join a piece with later ones to a closed block.

    Return the block, its end, and how many characters may still be read in vain.
    """
    for count in _JOINED:
        end = start + count
        key = BLANK_LINE.join(pieces[start:end])
        if end >= len(pieces) or len(key) > spare:
            break
        block = _closed_block(key)
        if block:
            return block, end, spare
        spare -= len(key)
    return False, start, spare
