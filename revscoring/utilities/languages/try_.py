"""``revscoring languages try``: show what the lists of a language match in a text."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING

import click

from ...cli.command import utility
from ...files import read_text

if TYPE_CHECKING:
    from ...languages.workshop import Found

__all__ = ["command", "find_all", "mark"]

_COLOURS = {"badwords": "red", "informals": "yellow", "words_to_watch": "cyan", "idioms": "blue"}


def find_all(module: ModuleType, text: str) -> tuple[str, list[Found]]:
    """Return the matches of a language's lists in a text, by position, after the text that they refer to.

    That is the given text, unless preprocessing changes its length.

    Examples
    --------
    >>> from revscoring.languages import english
    >>> _, matches = find_all(english, "What a stuuupid idea")
    >>> [(found.start, found.text, found.source.set_name) for found in matches]
    [(7, 'stuuupid', 'informals')]
    """
    from ...languages.workshop import finder_of, match_sets

    matches: list[Found] = []
    shown = text
    for name, words in match_sets(module).items():
        finder = finder_of(words, name)
        prepared = finder.prepared(text)
        if len(prepared) != len(text):
            shown = prepared
        matches += finder.find(text)
    return shown, sorted(matches, key=lambda found: (found.start, -found.end, found.source.set_name))


def mark(text: str, matches: Sequence[Found], colour: bool) -> str:
    """Return a text with every match marked, by the colours of a terminal or by brackets."""
    spans: list[tuple[int, int, str]] = []
    for found in matches:
        if spans and found.start < spans[-1][1]:  # overlapping matches become one, in the colour of the first
            start, end, name = spans.pop()
            spans.append((start, max(end, found.end), name))
        else:
            spans.append((found.start, found.end, found.source.set_name))
    parts, position = [], 0
    for start, end, name in spans:
        match = text[start:end]
        shown = click.style(match, fg=_COLOURS.get(name, "magenta"), bold=True) if colour else f"[{match}]"
        parts += [text[position:start], shown]
        position = end
    return "".join([*parts, text[position:]])


@utility("try")
@click.argument("language")
@click.argument("text", required=False, default="-")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per match and line.")
def command(language: str, text: str, as_json: bool) -> None:
    """Show what the lists of LANGUAGE match in TEXT, or in standard input if TEXT is - or missing.

    LANGUAGE is a name, a code, or the dotted path of a module of your own. Each match is marked, and
    listed with its set, the entry that matched, and the file and line of the entry.

    Example: revscoring languages try italian "Che stupido"
    """
    from ...languages.workshop import load_language, printable

    shown, matches = find_all(load_language(language), read_text("-") if text == "-" else text)
    if not as_json:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        print(printable(mark(shown, matches, colour)).rstrip("\n"), end="\n\n")
    for found in matches:
        entry, name, file = found.source
        if as_json:
            values = {"start": found.start, "end": found.end, "text": found.text, "set_name": name}
            values |= {"entry": entry.text, "file": file, "line": entry.line}
            print(printable(json.dumps(values, ensure_ascii=False)))
        else:
            print(printable(f"{name}: {found.text!r} by {entry.text}  ({file}:{entry.line})"))
    if not matches and not as_json:
        print("no match")
