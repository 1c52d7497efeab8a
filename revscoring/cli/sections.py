"""Sections of a summary on the terminal: sentences first, then a table."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..scoring.summary import Section

__all__ = ["print_sections"]


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
