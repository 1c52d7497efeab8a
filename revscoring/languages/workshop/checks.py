"""Check of a language: its lists parse, match their samples, match nothing in clean text, and are fast."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final, TypedDict

from ...files import read_text
from .attribution import Source, sources_of
from .catalogue import describe, language_name, match_sets

__all__ = ["ListSamples", "Samples", "check_language", "read_samples", "samples_file"]

FindMatches = Callable[[str], Iterable[str]]

#: Lists whose words occur in good text too, so that they may match a clean passage.
WATCHED: Final = ("words_to_watch", "idioms")
#: The largest time, in seconds, that a list may take on a text of `HARD_LENGTH` characters.
TIME_LIMIT: Final = 5.0
HARD_LENGTH: Final = 20_000


class ListSamples(TypedDict, total=False):
    """Terms that a list must match, and terms in which it must match nothing."""

    match: list[str]
    no_match: list[str]


@dataclass(frozen=True)
class Samples:
    """The samples of each list of a language, and a passage of good text."""

    lists: Mapping[str, ListSamples]
    clean: str = ""


def samples_file(module: ModuleType) -> Path:
    """Return the file of a language's samples, ``samples/<name>.json`` beside its module."""
    return Path(module.__file__ or ".").resolve().parent / "samples" / f"{language_name(module)}.json"


def read_samples(path: str | Path) -> Samples:
    """Read a file of samples.

    Parameters
    ----------
    path : path
        JSON: for each list ``{"match": [...], "no_match": [...]}``, and a passage under ``"clean"``.

    Raises
    ------
    ValueError
        If the file does not have this form; the message says where.
    """
    try:
        lists = json.loads(read_text(path))
    except ValueError as error:
        raise ValueError(f"{path} is not JSON: {error}") from None
    if not isinstance(lists, dict):
        raise ValueError(f"{path} is not an object of samples such as " + '{"badwords": {"match": [...]}}')
    clean = lists.pop("clean", "")
    if not isinstance(clean, str):
        raise ValueError(f'{path}: "clean" is not text')
    for name, samples in lists.items():
        if not isinstance(samples, dict) or set(samples) - {"match", "no_match"}:
            raise ValueError(f'{path}: "{name}" holds something other than "match" and "no_match"')
    return Samples(lists, clean)


def check_language(module: ModuleType, samples: Samples) -> list[str]:
    """Return the problems of a language's module, a sentence each.

    Examples
    --------
    >>> from revscoring.languages import italian
    >>> check_language(italian, Samples({"informals": {"match": ["hahaha"], "no_match": ["ha"]}}))
    []
    >>> check_language(italian, Samples({"informals": {"match": ["casa"]}}))
    ['informals do not match the sample "casa"']
    """
    problems = [
        f"{found.name} cannot be read: {found.problem}" for found in describe(module).sets if found.problem
    ]
    if problems:
        return problems
    sets = match_sets(module)
    problems += [
        f"there are samples for {name}, but no such list" for name in samples.lists if name not in sets
    ]
    for name, found in sets.items():
        find = found.revision.datasources.matches.process
        own = samples.lists.get(name, ListSamples())
        problems += _repeated(name, sources_of(found, name))
        problems += _sample_problems(name, find, own)
        if name not in WATCHED:
            matches = dict.fromkeys(find(samples.clean))
            problems += [f'{name} match "{match}" in the clean passage' for match in matches]
        problems += _slowness(name, find, own.get("match", ()))
    return problems


def _repeated(name: str, sources: Iterable[Source]) -> Iterator[str]:
    lines: dict[str, int] = {}
    for entry, *_ in sources:
        line = lines.setdefault(entry.text, entry.line)
        if line != entry.line:
            yield f'{name}: line {entry.line} repeats "{entry.text}" of line {line}'


def _sample_problems(name: str, find: FindMatches, samples: ListSamples) -> Iterator[str]:
    for term in samples.get("match", ()):
        if not find(f"x {term} x"):
            yield f'{name} do not match the sample "{term}"'
    for term in samples.get("no_match", ()):
        for match in find(f"x {term} x"):
            yield f'{name} match "{match}" in "{term}", which they should not'


def _slowness(name: str, find: FindMatches, terms: Iterable[str]) -> Iterator[str]:
    """Search texts that are hard for backtracking: repeated samples."""
    for term in ["a", "ha", " ", *terms][:8]:
        text = term * (HARD_LENGTH // len(term) + 1)
        for hard in (text, f"{term} " * (HARD_LENGTH // (len(term) + 1))):
            start = time.process_time()
            find(hard)
            spent = time.process_time() - start
            if spent > TIME_LIMIT:
                yield f'{name} take {spent:.1f} s for "{term}" repeated over {HARD_LENGTH:,} characters'
