"""What a terminal can show: colours, bars, and how wide it is."""

from __future__ import annotations

import os
import shutil
import sys
from typing import IO, Final

import click

__all__ = ["WIDTH", "at_a_screen", "bar", "columns", "is_terminal", "paint", "shows_colours"]

#: Columns of a terminal that does not tell.
WIDTH: Final = 80

#: A full block, and the blocks of one to seven eighths.
FULL: Final = "█"
EIGHTHS: Final = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


def is_terminal(out: IO[str]) -> bool:
    """Return whether a person reads what is written to a file."""
    return out.isatty()


def shows_colours(out: IO[str]) -> bool:
    """Return whether a file is a terminal with colours; NO_COLOR (https://no-color.org) turns them off."""
    return is_terminal(out) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def at_a_screen() -> bool:
    """Return whether a person sits at a terminal with a display, where a page can be opened."""
    if os.environ.get("CI") or not (is_terminal(sys.stdout) and is_terminal(sys.stderr)):
        return False
    has_display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return has_display or (sys.platform in ("darwin", "win32") and not os.environ.get("SSH_CONNECTION"))


def columns(default: int = WIDTH) -> int:
    """Return how many columns the terminal has."""
    return shutil.get_terminal_size((default, 24)).columns


def paint(text: str, colour: str, *, on: bool) -> str:
    """Return a text in a colour, or as it is."""
    return click.style(text, fg=colour) if on else text


def bar(share: float, width: int) -> str:
    """Return a bar of so many columns that is filled to a share, by eighths; at least one of them.

    >>> bar(1, 4), bar(0.5, 4), bar(0.3, 4), bar(0.001, 4)
    ('████', '██  ', '█▎  ', '▏   ')
    """
    eighths = min(max(round(share * width * 8), 1), width * 8)
    return (FULL * (eighths // 8) + EIGHTHS[eighths % 8]).ljust(width)
