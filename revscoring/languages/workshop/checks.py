"""Check of a language: its lists parse, match their samples, match nothing in clean text, and are fast."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final, Literal, TypedDict

from ...files import decode_text, split_lines
from ..features.matches import Matches
from ..lists import ListFile
from .catalogue import describe, feature_sets, language_name, list_of, match_sets

__all__ = [
    "LEAST_LETTERS",
    "LEAST_MATCHES",
    "LEAST_OTHERS",
    "ListSamples",
    "Samples",
    "check_language",
    "read_samples",
    "samples_file",
]

FindMatches = Callable[[str], Iterable[str]]

#: Lists whose words occur in good text too, so that they may match a clean passage.
WATCHED: Final = ("words_to_watch", "idioms")
#: The largest time, in seconds, that a list may take on a text of `HARD_LENGTH` characters.
TIME_LIMIT: Final = 5.0
HARD_LENGTH: Final = 20_000
#: The samples that judge a list of one of these kinds: at least so many matches and look-alikes, and letters
#: of good text.
LEAST_FOR: Final = ("badwords", "informals")
LEAST_MATCHES: Final = 5
LEAST_OTHERS: Final = 3
LEAST_LETTERS: Final = 100

SECTION: Final = re.compile(r"\[\s*(\w+)\s*\]")
#: Stands for a group of people in a sentence about them.
PLACEHOLDER: Final = "…"
#: Section of a file of samples → what its lines hold, where that is no word of a list.
WANTED: Final = {
    "": "the name of a list in brackets, such as [badwords]",
    "people": f"= names of groups, or a sentence with {PLACEHOLDER} where the name stands",
}
KINDS: Final[dict[str, Literal["match", "no_match"]]] = {"+": "match", "-": "no_match"}


class ListSamples(TypedDict):
    """Terms that a list must match, and terms in which it must match nothing."""

    match: list[str]
    no_match: list[str]


@dataclass(frozen=True)
class Samples:
    """The samples of each list of a language, good text, and what is wrong with their file.

    `people` are neutral sentences about groups of people, which are no insult by themselves.
    """

    lists: Mapping[str, ListSamples]
    clean: str = ""
    problems: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


def samples_file(module: ModuleType) -> Path:
    """Return the file of a language's samples, ``samples/<name>.txt`` beside its module."""
    return Path(module.__file__ or ".").resolve().parent / "samples" / f"{language_name(module)}.txt"


def read_samples(path: str | Path) -> Samples:
    """Read a file of samples.

    Parameters
    ----------
    path : path
        Text: for each list its name in brackets, ``+ word`` for each match, ``- word`` for each look-alike;
        under ``[clean]`` a passage; under ``[people]`` ``= names of groups``, separated by commas, and
        sentences in which ``…`` stands for each of them. Empty lines, and lines that begin with ``#``, are
        left out.

    Returns
    -------
    Samples
        Their problems are the lines that do not have this form, or that there is no such file.
    """
    lists: dict[str, ListSamples] = {}
    clean: list[str] = []
    groups: list[str] = []
    people: list[str] = []
    problems = []
    section = ""
    try:
        lines = split_lines(decode_text(Path(path).read_bytes()))
    except FileNotFoundError:
        return Samples({}, problems=(f"{path} is missing: write samples into it",))
    except UnicodeDecodeError as error:
        number = error.object.count(b"\n", 0, error.start) + 1
        return Samples(
            {}, problems=(f"{path} is not UTF-8 in line {number}: save the file as UTF-8 in your editor",)
        )
    for number, line in enumerate(map(str.strip, lines), 1):
        heading = SECTION.fullmatch(line)
        if line.startswith("#"):
            continue
        if heading is not None:
            section = heading[1].lower()
            if section not in ("clean", "people"):
                lists.setdefault(section, {"match": [], "no_match": []})
        elif section == "clean":
            clean.append(line)
        elif section == "people" and line.startswith("="):
            groups += [name for name in map(str.strip, line[1:].split(",")) if name]
        elif section == "people" and PLACEHOLDER in line:
            people.append(line)
        elif line[:1] in KINDS and section and line[1:].strip():
            lists[section][KINDS[line[0]]].append(line[1:].strip())
        elif line:
            wanted = WANTED.get(section, "+ word or - word")
            problems.append(f"{path}, line {number}: {line!r} is not a sample: write {wanted}")
    sentences = [sentence.replace(PLACEHOLDER, name) for name in groups for sentence in people]
    return Samples(lists, "\n".join(clean).strip(), tuple(problems), tuple(sentences))


def check_language(module: ModuleType, samples: Samples) -> list[str]:
    """Return all problems of a language's module, a sentence each.

    Examples
    --------
    >>> from revscoring.languages import italian
    >>> samples = read_samples(samples_file(italian))
    >>> check_language(italian, samples)
    []
    >>> samples.lists["informals"]["match"].append("casa")
    >>> check_language(italian, samples)
    ['informals do not match the sample "casa"']
    """
    sets = match_sets(module)
    problems: list[str] = []
    for _, found in feature_sets(module):
        words: object = list_of(found)
        if isinstance(words, ListFile):
            problems += words.problems()
    infos = {found.name: found for found in describe(module).sets}
    if not infos:
        problems.append(
            f"{language_name(module)} has no feature sets: write badwords = language.matches(...)"
        )
    for name, info in infos.items():
        if info.problem and info.problem not in problems:
            problems.append(f"{name} cannot be read: {info.problem}")
        elif info.entries == 0:
            problems.append(f"{name} have no entries: write one word per line into {info.file}")
    problems += samples.problems
    problems += [
        f"there are samples for {name}, but no such list: the lists are {', '.join(sets)}"
        for name in samples.lists
        if name not in sets
    ]
    for name, matches in sets.items():
        own = samples.lists.get(name, ListSamples(match=[], no_match=[]))
        problems += _too_few(name, own)
        if not infos[name].problem and infos[name].entries:
            problems += _list_problems(name, matches, own, samples)
    if sets and len(samples.clean) < LEAST_LETTERS:
        problems.append(
            f"the clean passage has {len(samples.clean)} letters: "
            f"write at least {LEAST_LETTERS} under [clean]"
        )
    return problems


def _list_problems(name: str, found: Matches, own: ListSamples, samples: Samples) -> Iterator[str]:
    """Yield what is wrong with a list that can be read."""
    find = found.revision.datasources.matches.process
    yield from _sample_problems(name, find, own)
    if name not in WATCHED:
        for match in dict.fromkeys(find(samples.clean)):
            yield f'{name} match "{match}" in the clean passage'
        for match in dict.fromkeys(find("\n\n".join(samples.people))):
            yield f'{name} match "{match}" in a neutral sentence about people'
    yield from _slowness(name, find, own["match"])


def _too_few(name: str, samples: ListSamples) -> Iterator[str]:
    for key, sign, least in (("match", "+", LEAST_MATCHES), ("no_match", "-", LEAST_OTHERS)):
        count = len(samples["match"] if key == "match" else samples["no_match"])
        if name in LEAST_FOR and count < least:
            lines = "line" if count == 1 else "lines"
            yield f"the samples under [{name}] have {count} {lines} {sign} word: write at least {least}"


def _sample_problems(name: str, find: FindMatches, samples: ListSamples) -> Iterator[str]:
    for term in samples["match"]:
        if not find(f"x {term} x"):
            yield f'{name} do not match the sample "{term}"'
    for term in samples["no_match"]:
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
