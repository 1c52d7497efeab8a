"""The edit from one text to another: what their diff adds and removes.

The paragraphs of both texts are not split into tokens, which makes this faster than the differ.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate, groupby
from typing import NamedTuple

from ..counts import TextAnalysis
from ..tokens import TOKENS, MatchableSegment, Segment, Token, lex, outline, segment
from .differ import opcodes

__all__ = ["Edit", "Hunk", "edit_between"]


#: A token; a paragraph or sentence is a tuple of its text.
_Part = str | tuple[str]


class Hunk(NamedTuple):
    """A place where two texts differ; sentences that only moved there are left out.

    Attributes
    ----------
    old_start, old_end, new_start, new_end : int
        The characters that it spans in both texts.
    removed, added : str
        What the old text had there, and what the new text has.
    """

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    removed: str
    added: str


@dataclass(frozen=True)
class Edit:
    """What a diff adds and removes, in the order of the texts.

    Attributes
    ----------
    tokens_added, tokens_removed : list of list of Token
        The tokens of each insertion and each deletion.
    """

    tokens_added: list[list[Token]]
    tokens_removed: list[list[Token]]
    _parts: tuple[list[_Part], list[_Part]] = field(default=([], []), repr=False)
    _codes: Sequence[tuple[str, int, int, int, int]] = field(default=(), repr=False)

    @cached_property
    def hunks(self) -> list[Hunk]:
        """The places where the texts differ."""
        if not self._codes:
            return []
        starts, texts = [], []
        for parts in self._parts:
            strings = [part if isinstance(part, str) else part[0] for part in parts]
            starts.append([0, *accumulate(map(len, strings))])
            texts.append([part if isinstance(part, str) else "" for part in parts])
        (a, b), (a_texts, b_texts) = starts, texts
        hunks = [
            Hunk(a[i1], a[i2], b[j1], b[j2], "".join(a_texts[i1:i2]), "".join(b_texts[j1:j2]))
            for name, i1, i2, j1, j2 in self._codes
            if name != "equal"
        ]
        return [hunk for hunk in hunks if hunk.removed or hunk.added]


class _Outline:
    """The top-level segments of a text, split further only where that is needed."""

    def __init__(self, analysis: TextAnalysis) -> None:
        self.text = analysis.text
        self.parts: list[str] = []
        self.paragraphs: set[str] = set()
        self.inner: dict[str, list[Segment]] = {}
        for text, is_paragraph in outline(analysis.chunks):
            self.parts.append(text)
            if is_paragraph:
                self.paragraphs.add(text)

    def sentences(self, paragraph: str) -> list[Segment]:
        """Return the parts of a paragraph."""
        if paragraph not in self.inner:
            parts = segment(lex(paragraph))[:1]
            self.inner[paragraph] = (
                [part for part in parts[0].parts if isinstance(part, Segment)] if parts else []
            )
        return self.inner[paragraph]

    def has(self, text: str) -> bool:
        """Tell whether a text is one of the paragraphs or sentences."""
        if text in self.paragraphs:
            return True
        if text not in self.text:
            return False
        return any(
            isinstance(part, MatchableSegment) and str(part) == text
            for paragraph in self.paragraphs
            if text in paragraph
            for part in self.sentences(paragraph)
        )

    def flatten(self, is_unit: Callable[[str], bool]) -> list[_Part]:
        """Return the text as tokens, and ``(text,)`` for each paragraph or sentence that is a unit."""
        flat: list[_Part] = []
        for part in self.parts:
            if part not in self.paragraphs:
                flat.append(part)
            elif is_unit(part):
                flat.append((part,))
            else:
                for inner in self.sentences(part):
                    if isinstance(inner, MatchableSegment) and is_unit(str(inner)):
                        flat.append((str(inner),))
                    else:
                        flat.extend(inner.tokens())
        return flat


def _between_units(parts: list[_Part]) -> list[list[Token]]:
    """Return the tokens before, between and after units."""
    return [
        [TOKENS[token] for token in tokens if isinstance(token, str)]
        for is_unit, tokens in groupby(parts, lambda part: isinstance(part, tuple))
        if not is_unit
    ]


@lru_cache(maxsize=4)
def edit_between(old: TextAnalysis, new: TextAnalysis) -> Edit:
    """Return what the diff of two texts adds and removes; the last few are kept.

    It equals the insertions and deletions of `revscoring.text.diff.diff`.
    """
    if old.text == new.text:
        return Edit([], [])
    a_outline, b_outline = _Outline(old), _Outline(new)
    b = b_outline.flatten(a_outline.has)
    a = a_outline.flatten({part[0] for part in b if isinstance(part, tuple)}.__contains__)
    added: list[list[Token]] = []
    removed: list[list[Token]] = []
    codes = opcodes(a, b)
    for name, i1, i2, j1, j2 in codes:
        if name in ("delete", "replace"):
            removed.extend(_between_units(a[i1:i2]))
        if name in ("insert", "replace"):
            added.extend(_between_units(b[j1:j2]))
    return Edit(added, removed, (a, b), codes)
