"""Sections of a summary on the terminal: sentences first, then a table."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..scoring.summary import Section

__all__ = ["print_sections"]

#: Columns of the narrowest heading, those that tabulate adds to one, and those between two cells.
LEAST = 6
PADDING = 2
GAP = 2


def print_sections(sections: Iterable[Section]) -> None:
    """Print sections, folded to the width of the terminal."""
    from tabulate import tabulate

    width = shutil.get_terminal_size((100, 24)).columns
    for section in sections:
        for sentence in section.sentences:
            click.echo(textwrap.fill(sentence, width, break_on_hyphens=False, break_long_words=False))
        if section.rows:
            header = _folded(section.header, section.rows, width)
            align = ["left", *["right"] * (len(header) - 1)]
            if header[-1] == "meaning":
                align[-1] = "left"
            click.echo()
            click.echo(
                tabulate(section.rows, header, tablefmt="simple", disable_numparse=True, colalign=align)
            )


def _folded(header: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Return headings, the longest of them folded until the table fits, if that makes it narrower.

    >>> _folded(["to", "scores from"], [["find 9 of 10", "0.047"]], 80)
    ['to', 'scores from']
    >>> _folded(["to", "scores from"], [["find 9 of 10", "0.047"]], 22)
    ['to', 'scores\\nfrom']
    """
    cells = [max(map(len, column)) for column in zip(*rows, strict=True)]
    folded = list(header)

    def widths() -> list[int]:
        headings = [max(map(len, name.split("\n"))) + PADDING for name in folded]
        return [max(pair) for pair in zip(headings, cells, strict=True)]

    order = sorted(range(len(header)), key=lambda place: cells[place] - len(header[place]))
    for place in order:
        if sum(widths()) + GAP * (len(header) - 1) <= width:
            break
        lines = textwrap.wrap(header[place], max(cells[place] - PADDING, LEAST), break_long_words=False)
        folded[place] = "\n".join(lines)
    return folded
