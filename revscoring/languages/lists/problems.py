"""What is wrong with the entries of a word list, or hardly meant so, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from .notation import NOTATION_STARTS, entry_regex, exception_of, numbered_texts

__all__ = ["entry_problems"]

#: Marks around a word, whatever the language.
QUOTES: Final = '"“”„«»'


def entry_problems(lines: Iterable[str], *, is_notation: bool = True) -> Iterator[tuple[int, str]]:
    """Yield the number of each line that is invalid or repeats another, and what is wrong with it.

    Examples
    --------
    >>> for problem in entry_problems(["darn", "*", "Darn", "bum, arse, git"]):
    ...     print(*problem)
    2 '*' would match any word: write some letters before *
    3 'Darn' is in line 1 already: remove it
    4 'bum, arse, git' looks like several words: write one per line
    """
    known: dict[str, int] = {}
    exceptions: list[tuple[int, str]] = []
    regexes: list[str] = []
    for number, text in numbered_texts(lines):
        key = text if text.startswith("/") else " ".join(text.lower().split())
        first = known.setdefault(key, number)
        if first != number:
            yield number, f"{text!r} is in line {first} already: remove it"
        elif not is_notation:
            if text.startswith(NOTATION_STARTS) or text.endswith("*"):
                yield number, f"{text!r}: this list holds plain words: write them without *, ~ and /…/"
        else:
            try:
                if text.startswith("!"):
                    exceptions.append((number, exception_of(text)))
                    continue
                regexes.append(entry_regex(text))
            except ValueError as error:
                yield number, str(error)
                continue
            yield from ((number, f"{text!r} {doubt}") for doubt in _doubts(text))
    for number, word in exceptions:
        if not any(re.fullmatch(regex, word, re.IGNORECASE) for regex in regexes):
            yield number, f"'!{word}' excepts what no entry matches: remove it"


def _doubts(text: str) -> Iterator[str]:
    """Yield what is valid in the notation, but hardly meant so."""
    if text.startswith("/"):
        return
    if text.startswith(("- ", "• ", "* ")):
        yield "begins with the mark of an item, which it would match: remove it"
    if len(text) > 2 and text[0] in QUOTES and text[-1] in QUOTES:
        yield "is in quotation marks, which it would match: remove them"
    if ";" in text.strip(";") or text.count(",") > 1 or text.endswith(","):
        yield "looks like several words: write one per line"
    if "\\" in text or "(?:" in text or any(sign in text for sign in ("|", "[", ".*", ".+")):
        yield "looks like a regular expression: write it between slashes, /…/"
