"""``revscoring languages try``: what a language's lists find in a text, and which entry found it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import click

from ...cli.command import utility

__all__ = ["Mark", "find_marks", "marked"]

_COLOURS = {"badwords": "red", "informals": "yellow", "words_to_watch": "cyan", "idioms": "blue"}


@dataclass(frozen=True)
class Mark:
    """A match of one of a language's lists.

    Attributes
    ----------
    start, end : int
        Where it stands in the text.
    text : str
        The text of the match.
    set_name : str
        Such as "badwords".
    entry : str
        The entry that matched, as it is written in the list.
    file : str
        The list.
    line : int
        The line of the entry in it.
    """

    start: int
    end: int
    text: str
    set_name: str
    entry: str
    file: str
    line: int


def find_marks(module: Any, text: str) -> tuple[str, list[Mark]]:
    """Find what the lists of a language match in a text.

    Parameters
    ----------
    module : module
        The language.
    text : str

    Returns
    -------
    text : str
        The text to which the places belong: the one given, or what the language makes of it first.
    marks : list of Mark
        In the order of their places.

    Examples
    --------
    >>> from revscoring.languages import english
    >>> _, marks = find_marks(english, "What a stuuupid idea")
    >>> [(mark.start, mark.text, mark.set_name) for mark in marks]
    [(7, 'stuuupid', 'informals')]
    """
    from revscoring.languages.workshop.attribution import finder_of
    from revscoring.languages.workshop.catalogue import match_sets

    marks = []
    shown = text
    for name, found in match_sets(module).items():
        finder = finder_of(found, name)
        prepared = finder.prepared(text)
        if len(prepared) != len(text):
            shown = prepared
        for match in finder.find(text):
            entry = finder.entries[match.entry]
            marks.append(Mark(match.start, match.end, match.text, name, entry.text, finder.file, entry.line))
    return shown, sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.set_name))


def _stretches(marks: Iterable[Mark]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, set of the first) of the stretches that marks cover, overlapping ones joined."""
    start = end = -1
    name = ""
    for mark in marks:
        if mark.start < end:
            end = max(end, mark.end)
            continue
        if name:
            yield start, end, name
        start, end, name = mark.start, mark.end, mark.set_name
    if name:
        yield start, end, name


def marked(text: str, marks: Sequence[Mark], colour: bool) -> str:
    """Return a text in which every match is marked, with colours or brackets.

    Parameters
    ----------
    text : str
    marks : sequence of Mark
        In the order of their places.
    colour : bool

    Examples
    --------
    >>> marked("so dumb", [Mark(3, 7, "dumb", "badwords", "dumb", "", 1)], colour=False)
    'so [dumb]'
    """
    parts = []
    position = 0
    for start, end, name in _stretches(marks):
        parts.append(text[position:start])
        match = text[start:end]
        parts.append(
            click.style(match, fg=_COLOURS.get(name, "magenta"), bold=True) if colour else f"[{match}]"
        )
        position = end
    return "".join([*parts, text[position:]])


@utility("try")
@click.argument("language")
@click.argument("text", required=False, default="-")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per match and line.")
def command(language: str, text: str, as_json: bool) -> None:
    """Show what the lists of LANGUAGE match in TEXT, or in the standard input for - or no TEXT.

    LANGUAGE is a name or a code, or the dotted path of a module of your own. Every match is marked, and
    listed with its set, the entry that matched, and the file and line of that entry.
    """
    from revscoring.languages.workshop.catalogue import load_language
    from revscoring.languages.workshop.lint_report import printable

    module = load_language(language)
    if text == "-":
        text = sys.stdin.read()
    shown, marks = find_marks(module, text)
    if as_json:
        for mark in marks:
            print(json.dumps(vars(mark), ensure_ascii=False).encode("utf-8", "replace").decode("utf-8"))
        return
    from os import environ

    print(printable(marked(shown, marks, sys.stdout.isatty() and "NO_COLOR" not in environ)).rstrip("\n"))
    print()
    for mark in marks:
        print(printable(f"{mark.set_name}: {mark.text!r} by {mark.entry}  ({mark.file}:{mark.line})"))
    if not marks:
        print("no match")
