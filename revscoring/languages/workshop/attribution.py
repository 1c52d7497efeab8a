"""Which entry of a list is behind a match, and where in the text the match stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from revscoring.text.matching.matcher import WORD_BOUNDARIES, PhraseMatcher, RegexMatcher
from revscoring.text.matching.patterns import first_characters
from revscoring.text.tokens import split_chunks

from ..features.matches import RegexMatches
from ..lists.notation import Entry

__all__ = ["EntryFinder", "Found", "finder_of"]


@dataclass(frozen=True)
class Found:
    """A match and its entry.

    Attributes
    ----------
    start, end : int
        Where it stands in the text that was searched.
    text : str
        The text of the match.
    entry : int
        The position of the entry in the list.
    """

    start: int
    end: int
    text: str
    entry: int


class EntryFinder:
    r"""Finds the matches of a list of entries, each with the entry that matched.

    Of several entries that match at a place, the first in the list is taken, as in a feature set.

    Parameters
    ----------
    entries : sequence of Entry
        In the order of the list.
    wrapping : tuple of (str, str) or None
        The boundaries of the set; see `RegexMatches`.
    name : str
        The name of the set.
    file : str
        The name of the list's file, for people.
    extra : tuple of (sequence of Entry, str), optional
        More entries, behind those of the list, and the name of their file.
    exclusions : sequence of str, optional
        A match is dropped if one of these matches its beginning.
    text_preprocess : callable, optional
        What the set does with a text first.
    matcher : RegexMatcher or PhraseMatcher, optional
        What finds the matches of these entries, if there is one already.

    Examples
    --------
    >>> entries = [Entry("darn", 1, "darn"), Entry("darn*", 2, r"darn\w*")]
    >>> [(found.text, found.entry) for found in EntryFinder(entries).find("Darn, a darned sock")]
    [('Darn', 0), ('darned', 1)]
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        wrapping: tuple[str, str] | None = WORD_BOUNDARIES,
        *,
        name: str = "",
        file: str = "",
        extra: tuple[Sequence[Entry], str] = ((), ""),
        exclusions: Sequence[str] | None = None,
        text_preprocess: Any = None,
        matcher: RegexMatcher | PhraseMatcher | None = None,
    ) -> None:
        self.entries = [*entries, *extra[0]]
        self.wrapping = wrapping
        self.name = name
        self.file = file
        self._extra_from = len(self.entries) - len(extra[0])
        self._extra_file = extra[1]
        self.exclusions = exclusions
        self.text_preprocess = text_preprocess
        self._given = matcher
        self._patterns: dict[int, re.Pattern[str]] = {}
        self._firsts: dict[int, re.Pattern[str] | None] = {}
        self._by_first: dict[str, list[int]] = {}

    @cached_property
    def _matcher(self) -> RegexMatcher | PhraseMatcher:
        if self._given is not None:
            return self._given
        regexes = tuple(entry.regex for entry in self.entries)
        return RegexMatcher(regexes, re.IGNORECASE, self.wrapping, self.exclusions, by_paragraph=True)

    def prepared(self, text: str) -> str:
        """Return a text as the set sees it: Chinese in simplified characters, say."""
        return text if self.text_preprocess is None else self.text_preprocess(text)

    def find(self, text: str) -> Iterator[Found]:
        """Yield the matches in a text, in order; their places are those in the prepared text."""
        offset = 0
        text = self.prepared(text)
        for piece in split_chunks(text):
            if self._matcher.findall(piece):  # the quick way: most paragraphs have no match
                for start, end in self._matcher.spans(piece):
                    entry = self._entry_at(piece, start, end)
                    yield Found(offset + start, offset + end, piece[start:end], entry)
            offset += len(piece)

    def file_of(self, entry: int) -> str:
        """Return the name of the file in which an entry stands."""
        return self.file if entry < self._extra_from else self._extra_file

    def matches(self, text: str) -> bool:
        """Tell whether anything in a text matches."""
        return bool(self._matcher.findall(self.prepared(text)))

    def _entry_at(self, text: str, start: int, end: int) -> int:
        for number in self._candidates(text[start]):
            match = self._pattern(number).match(text, start)
            if match is not None and match.end(1) == end:
                return number
        raise AssertionError(f"no entry of {self.name} matches {text[start:end]!r}")

    def _candidates(self, char: str) -> list[int]:
        """Return the entries that may match where a character stands, in order."""
        if char not in self._by_first:
            firsts = (self._first_of(number) for number in range(len(self.entries)))
            self._by_first[char] = [n for n, first in enumerate(firsts) if first is None or first.match(char)]
        return self._by_first[char]

    def _first_of(self, number: int) -> re.Pattern[str] | None:
        """Return what matches the characters that an entry may begin with, where they are known."""
        if number not in self._firsts:
            chars = first_characters(self.entries[number].regex, re.IGNORECASE)
            joined = "".join(map(re.escape, sorted(chars or ())))
            self._firsts[number] = re.compile(f"[{joined}]", re.IGNORECASE) if joined else None
        return self._firsts[number]

    def _pattern(self, number: int) -> re.Pattern[str]:
        if number not in self._patterns:
            before, after = self.wrapping or ("", "")
            regex = f"{before}({self.entries[number].regex}){after}"
            self._patterns[number] = re.compile(regex, re.IGNORECASE)
        return self._patterns[number]


#: The boundary before and after a phrase of `SubstringMatches`.
PHRASE_EDGES: Final = (r"(?<![A-Za-z0-9_])", r"(?![A-Za-z0-9_])")


def finder_of(found: Any, name: str, extra: tuple[Sequence[Entry], str] = ((), "")) -> EntryFinder:
    """Return the finder for a set of matches of a language.

    Parameters
    ----------
    found : Matches
        The set.
    name : str
        Its name, such as "badwords".
    extra : tuple of (sequence of Entry, str), optional
        More entries, behind those of the list, and the name of their file.

    Raises
    ------
    ValueError, OSError
        If the list cannot be read.

    Examples
    --------
    >>> from revscoring.languages import italian
    >>> finder = finder_of(italian.informals, "informals")
    >>> [found.text for found in finder.find("Roma ha riso: hahaha")]
    ['hahaha']
    """
    is_regex = isinstance(found, RegexMatches)
    entries = getattr(found.match_list, "entries", None)
    if entries is None:
        entries = [Entry(regex, number, regex) for number, regex in enumerate(found.match_list, start=1)]
    if not is_regex:  # the longest phrase wins, whatever its place in the list
        entries = sorted(entries, key=lambda entry: -len(entry.text))
    return EntryFinder(
        entries,
        found.wrapping if is_regex else PHRASE_EDGES,
        name=name,
        file=getattr(found.match_list, "file", name),
        extra=extra,
        exclusions=found.exclusions if is_regex else None,
        text_preprocess=found.text_preprocess,
        matcher=None if extra[0] else found.matcher,
    )
