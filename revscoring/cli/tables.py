"""Tables for people, as text that is Markdown too."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["fit", "fit_edit", "markdown_table"]

#: Columns of titles and users.
LEAST_TITLE: Final = 10
LEAST_USER: Final = 7
MOST_USER: Final = 20


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
