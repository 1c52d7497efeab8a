"""Tables for people: in Markdown, below sentences, and in the columns of a terminal."""

from __future__ import annotations

import shutil
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..scoring.summary import Section

__all__ = ["fit", "markdown_table", "print_sections"]


def markdown_table(headers: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[str] = ()) -> str:
    """Return a table in Markdown.

    The columns of `numbers` are aligned to the right.

    >>> print(markdown_table(["node", "ms"], [["a", "5.00"], ["b", "12.00"]], numbers=["ms"]))
    | node   |    ms |
    |:-------|------:|
    | a      |  5.00 |
    | b      | 12.00 |
    """
    from tabulate import tabulate

    align = ["right" if header in numbers else "left" for header in headers]
    return str(tabulate(rows, headers, tablefmt="pipe", disable_numparse=True, colalign=align))


def print_sections(sections: Iterable[Section]) -> None:
    """Print sections, folded to the width of the terminal."""
    from tabulate import tabulate

    width = shutil.get_terminal_size((100, 24)).columns
    for section in sections:
        for sentence in section.sentences:
            click.echo(textwrap.fill(sentence, width, break_on_hyphens=False, break_long_words=False))
        if section.rows:
            narrow = max(8, (width - 8) // len(section.header) - 2)
            header = [textwrap.fill(name, narrow, break_on_hyphens=False) for name in section.header]
            align = ["left", *["right"] * (len(header) - 1)]
            if header[-1] == "meaning":
                align[-1] = "left"
            click.echo()
            click.echo(
                tabulate(section.rows, header, tablefmt="simple", disable_numparse=True, colalign=align)
            )


def fit(text: str, width: int) -> str:
    """Return a text in exactly so many columns of a terminal: cut, or with spaces behind it.

    Characters that a terminal would not print become spaces.

    >>> fit("Ants", 6), fit("Anteaters", 6), fit("セーラームーン", 6), fit("a\\x1b[2J", 6)
    ('Ants  ', 'Antea…', 'セー… ', 'a [2J ')
    """
    clean = "".join(character if character.isprintable() else " " for character in text)
    if _columns(clean) > width:
        while clean and _columns(clean) > width - 1:
            clean = clean[:-1]
        clean += "…"
    return clean + " " * (width - _columns(clean))


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    marks = sum(bool(unicodedata.combining(character)) for character in text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) - marks + wide
