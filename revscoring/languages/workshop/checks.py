"""The generic check of a language: its lists parse, match their samples, spare clean text, and are quick."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from .catalogue import describe, match_sets

__all__ = ["check_language", "read_samples", "samples_file"]

#: Lists whose words stand in good text too, so that they may match a clean passage.
WATCHED: Final = ("words_to_watch", "idioms")
#: Seconds that all lists of a language may take on a text of `HARD_LENGTH` characters, at most.
PATIENCE: Final = 5.0
HARD_LENGTH: Final = 20_000


def samples_file(module: ModuleType) -> Path:
    """Return where the samples of a language are expected.

    Parameters
    ----------
    module : module
        Of a language; the samples of one of your own lie in ``samples/`` beside it.
    """
    name = getattr(module, "name", module.__name__.rpartition(".")[2])
    return Path(module.__file__ or ".").resolve().parent / "samples" / f"{name}.json"


def read_samples(path: str | Path) -> dict[str, Any]:
    """Read a file of samples.

    Parameters
    ----------
    path : path
        JSON: for each list ``{"match": [...], "no_match": [...]}``, and a passage under ``"clean"``.

    Raises
    ------
    ValueError
        If the file is not of this form; the message says where.
    """
    try:
        samples = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise ValueError(f"{path} is no JSON: {error}") from None
    if not isinstance(samples, dict):
        raise ValueError(f"{path} is no object of samples such as " + '{"badwords": {"match": [...]}}')
    for name, found in samples.items():
        if name == "clean":
            if not isinstance(found, str):
                raise ValueError(f'{path}: "clean" is no text')
        elif not isinstance(found, dict) or set(found) - {"match", "no_match"}:
            raise ValueError(f'{path}: "{name}" holds something other than "match" and "no_match"')
    return samples


def check_language(module: ModuleType, samples: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a language, a sentence each; nothing, if all is well.

    Parameters
    ----------
    module : module
        Of the language.
    samples : mapping
        As `read_samples` returns it.

    Examples
    --------
    >>> from revscoring.languages import italian
    >>> check_language(italian, {"informals": {"match": ["hahaha"], "no_match": ["ha"]}})
    []
    >>> check_language(italian, {"informals": {"match": ["casa"]}})
    ['informals do not match the sample "casa"']
    """
    problems = [
        f"{found.name} cannot be read: {found.problem}"
        for found in describe(module).sets
        if found.problem is not None
    ]
    if problems:
        return problems
    sets = match_sets(module)
    for name in samples:
        if name != "clean" and name not in sets:
            problems.append(f"there are samples for {name}, but no such list")
    for name, found in sets.items():
        process = found.revision.datasources.matches.process
        problems += _repeated(name, getattr(found.match_list, "entries", ()))
        problems += _sample_problems(name, process, samples.get(name, {}))
        if name not in WATCHED:
            for match in dict.fromkeys(process(samples.get("clean", ""))):
                problems.append(f'{name} match "{match}" in the clean passage')
        problems += _slowness(name, process, samples.get(name, {}).get("match", ()))
    return problems


def _repeated(name: str, entries: Iterable[Any]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for entry in entries:
        if entry.text in seen:
            yield f'{name}: line {entry.line} repeats "{entry.text}" of line {seen[entry.text]}'
        seen.setdefault(entry.text, entry.line)


def _sample_problems(name: str, process: Any, samples: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for term in samples.get("match", ()):
        if not process(f"x {term} x"):
            yield f'{name} do not match the sample "{term}"'
    for term in samples.get("no_match", ()):
        for match in process(f"x {term} x"):
            yield f'{name} match "{match}" in "{term}", which they should not'


def _slowness(name: str, process: Any, terms: Iterable[str]) -> Iterator[str]:
    """Try texts that are hard on backtracking: samples without an end."""
    for term in ["a", "ha", " ", *terms][:8]:
        text = term * (HARD_LENGTH // len(term) + 1)
        for hard in (text, f"{term} " * (HARD_LENGTH // (len(term) + 1))):
            start = time.process_time()
            process(hard)
            spent = time.process_time() - start
            if spent > PATIENCE:
                yield f'{name} take {spent:.1f} s for "{term}" repeated over {HARD_LENGTH:,} characters'
