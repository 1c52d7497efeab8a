"""Tables for people: in Markdown, below sentences, and in the columns of a terminal."""

from __future__ import annotations

import shutil
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from ..scoring.summary import Section

__all__ = ["fit", "fit_edit", "markdown_table", "print_sections"]

#: Columns of titles and users.
LEAST_TITLE: Final = 10
LEAST_USER: Final = 7
MOST_USER: Final = 20

#: Columns of the narrowest heading, those that tabulate adds to one, and those between two cells.
LEAST: Final = 6
PADDING: Final = 2
GAP: Final = 2


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


def fit_edit(title: str, user: str, space: int) -> list[str]:
    """Return the title of a page and the name of a user, cut to share so many columns of a terminal.

    >>> fit_edit("Ants", "Ann", 25)
    ['Ants         ', 'Ann         ']
    """
    space = max(space, LEAST_TITLE + LEAST_USER)
    user_width = max(min(space // 2, MOST_USER), LEAST_USER)
    return [fit(title, space - user_width), fit(user, user_width)]


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    marks = sum(bool(unicodedata.combining(character)) for character in text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) - marks + wide


def print_sections(sections: Iterable[Section]) -> None:
    """Print sections, folded to the width of the terminal."""
    from tabulate import tabulate

    width = shutil.get_terminal_size((100, 24)).columns
    for section in sections:
        for sentence in section.sentences:
            click.echo(
                textwrap.fill(_printable(sentence), width, break_on_hyphens=False, break_long_words=False)
            )
        if section.rows:
            header = _folded(section.header, section.rows, width)
            align = ["left", *["right"] * (len(header) - 1)]
            if header[-1] == "meaning":
                align[-1] = "left"
            click.echo()
            click.echo(
                _printable(
                    tabulate(section.rows, header, tablefmt="simple", disable_numparse=True, colalign=align)
                )
            )


def _printable(text: str) -> str:
    """Return a text with spaces for what may command a terminal; names and words of edits are in it.

    >>> _printable("the word “\\x1b[31mha\\u202e”")
    'the word “ [31mha ”'
    """
    return "".join(one if one.isprintable() or one == "\n" else " " for one in text)


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
