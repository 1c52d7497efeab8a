"""Pages as lists of pieces, so that edits can be made, damaged, mended and rendered to wikitext."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

MARKUP = re.compile(
    r"<ref.*?</ref>|\{\{.*?\}\}|\[\[.*?\]\]|\[https?:[^\]]*\]|https?://\S+|<[^<>]*>|''+", re.DOTALL
)
FOOTER = ("category", "interwiki")


@dataclass
class Flaw:
    """A weakness of a piece: ``bad`` stands where ``good`` belongs."""

    kind: str
    good: str
    bad: str


@dataclass
class Piece:
    """The smallest unit of authored text: a sentence, heading, list item, row, box or category.

    ``present`` tells whether the page has come so far as to contain the piece; ``hidden`` and
    ``override`` are marks of damage; ``aged`` tells that a count in it has been updated once.
    """

    kind: str
    final: str
    group: int
    present: bool = False
    hidden: bool = False
    aged: bool = False
    override: str | None = None
    flaws: list[Flaw] = field(default_factory=list)

    @property
    def visible(self) -> bool:
        """Whether a reader sees the piece."""
        return self.present and not self.hidden

    @property
    def text(self) -> str:
        """The wikitext of the piece with its flaws or its damage."""
        if self.override is not None:
            return self.override
        text = self.final
        for flaw in self.flaws:
            text = text.replace(flaw.good, flaw.bad, 1)
        return text


@dataclass
class Document:
    """The state of a page; ``raw`` stands for all of it when somebody has blanked or replaced it."""

    pieces: list[Piece]
    raw: str | None = None

    def copy(self) -> Document:
        """Return a copy whose pieces can be changed freely."""
        return Document([replace(piece, flaws=list(piece.flaws)) for piece in self.pieces], self.raw)

    @property
    def clean(self) -> bool:
        """Whether there is no damage in the document."""
        return self.raw is None and not any(
            piece.kind == "junk" or piece.hidden or piece.override is not None for piece in self.pieces
        )

    def mend(self) -> None:
        """Take all damage out and keep everything else."""
        self.raw = None
        self.pieces = [piece for piece in self.pieces if piece.kind != "junk"]
        for piece in self.pieces:
            piece.hidden = False
            piece.override = None

    def visible(self, *kinds: str) -> list[Piece]:
        """List the pieces that a reader sees, of the given kinds."""
        return [piece for piece in self.pieces if piece.visible and (not kinds or piece.kind in kinds)]

    def section_of(self, piece: Piece) -> str:
        """Return the title of the section in which a piece stands, empty for the lead."""
        title = ""
        for other in self.pieces:
            if other.kind == "heading":
                title = other.final.strip("= ")
            if other is piece:
                return title
        return ""

    def render(self) -> str:
        """Write the document as wikitext."""
        if self.raw is not None:
            return self.raw
        shown = self._shown()
        parts: list[str] = []
        for index, piece in enumerate(shown):
            if index:
                parts.append(_separator(shown[index - 1], piece))
            parts.append(piece.text)
        return "".join(parts)

    def _shown(self) -> list[Piece]:
        """Drop the headings of sections that have no content yet."""
        shown: list[Piece] = []
        for piece in self.pieces:
            if not piece.visible:
                continue
            ends_section = piece.kind == "heading" or piece.kind in FOOTER
            if ends_section and shown and shown[-1].kind == "heading":
                shown.pop()
            shown.append(piece)
        if shown and shown[-1].kind == "heading":
            shown.pop()
        return shown


def _separator(before: Piece, after: Piece) -> str:
    if before.kind in FOOTER and after.kind in FOOTER:
        return "\n"
    if before.group == after.group:
        return "\n" if after.kind in ("item", "row") else " "
    if before.kind in ("heading", "infobox", "image", "notice"):
        return "\n"
    return "\n\n"


def plain(text: str) -> str:
    """Mask markup with NUL characters, keeping every position.

    Examples
    --------
    >>> plain("see [[Tarnby]]!").replace(chr(0), "_")
    'see __________!'
    """
    return MARKUP.sub(lambda match: "\0" * len(match.group()), text)


def sentences(paragraph: str) -> list[str]:
    """Split a paragraph of the material after full stops outside markup.

    Examples
    --------
    >>> sentences("One ''sloop''. Two of them, 3.5 m long. The third.")
    ["One ''sloop''.", 'Two of them, 3.5 m long.', 'The third.']
    """
    masked = re.sub(r"<ref.*?</ref>", lambda match: "\0" * len(match.group()), paragraph)
    cuts = [match.end() for match in re.finditer(r"[.!?]\"?\0*(?= ['\"\[A-Z(])", masked)]
    bounds = [0, *cuts, len(paragraph)]
    return [paragraph[a:b].strip() for a, b in pairwise(bounds) if paragraph[a:b].strip()]
