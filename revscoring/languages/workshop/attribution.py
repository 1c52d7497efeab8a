"""Attribution of matches: which entry of a list matched, and where in the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from ...text.matching import WORD_BOUNDARIES, PhraseMatcher, RegexMatcher
from ...text.tokens import split_chunks
from ..features.matches import Matches, RegexMatches
from ..lists import Entry, EntryList

__all__ = ["EntryFinder", "Found", "Source", "finder_of", "sources_of"]

#: The boundaries of a phrase of `SubstringMatches`.
PHRASE_BOUNDARIES: Final = (r"(?<![A-Za-z0-9_])", r"(?![A-Za-z0-9_])")


class Source(NamedTuple):
    """An entry, with the feature set (such as "badwords") and the file of the list that contains it."""

    entry: Entry
    set_name: str = ""
    file: str = ""

    @property
    def place(self) -> str:
        """The file, below ``assets/``, and the line."""
        return f"{self.file.rpartition('assets/')[2]}:{self.entry.line}"


@dataclass(frozen=True)
class Found:
    """A match: where it is in the text that was searched, its text, and the entry that matched."""

    start: int
    end: int
    text: str
    source: Source


class EntryFinder:
    r"""Finds the matches of the entries of a list, and which entry each comes from.

    If several entries match at a position, the first in the list is taken, as in a feature set.

    Parameters
    ----------
    sources : sequence of Source
        The entries, in the order of the list.
    wrapping : tuple of (str, str) or None
        The boundaries of a match; see `RegexMatches`.
    exclusions : sequence of str, optional
        A match is dropped if one of these matches its beginning.
    text_preprocess : callable, optional
        Applied to a text before it is searched.
    matcher : RegexMatcher or PhraseMatcher, optional
        The matcher of these entries, if there is one already.

    Examples
    --------
    >>> sources = [Source(Entry("darn", 1, "darn")), Source(Entry("darn*", 2, r"darn\w*"))]
    >>> [(found.text, found.source.place) for found in EntryFinder(sources).find("Darn, a darned sock")]
    [('Darn', ':1'), ('darned', ':2')]
    """

    def __init__(
        self,
        sources: Sequence[Source],
        wrapping: tuple[str, str] | None = WORD_BOUNDARIES,
        *,
        exclusions: Sequence[str] | None = None,
        text_preprocess: Callable[[str | None], str | None] | None = None,
        matcher: RegexMatcher | PhraseMatcher | None = None,
    ) -> None:
        self.sources = sources
        self.wrapping = wrapping
        self.text_preprocess = text_preprocess
        self.matcher = matcher or RegexMatcher(
            tuple(source.entry.regex for source in sources), re.IGNORECASE, wrapping, exclusions, True
        )

    def prepared(self, text: str) -> str:
        """Return a text as the set searches it, such as Chinese in simplified characters."""
        return text if self.text_preprocess is None else self.text_preprocess(text) or ""

    def find(self, text: str) -> Iterator[Found]:
        """Yield the matches in a text, in order, with their positions in the prepared text."""
        offset = 0
        for piece in split_chunks(self.prepared(text)):
            if self.matcher.findall(piece):  # fast, and most paragraphs have no match
                for start, end in self.matcher.spans(piece):
                    source = self._source_at(piece, start)
                    yield Found(offset + start, offset + end, piece[start:end], source)
            offset += len(piece)

    def matches(self, text: str) -> bool:
        """Return whether any entry matches in a text."""
        return bool(self.matcher.findall(self.prepared(text)))

    @cached_property
    def _numbered(self) -> re.Pattern[str]:
        """All entries in one expression, each a group named after its position."""
        before, after = self.wrapping or ("", "")
        groups = (f"(?P<_{number}>{source.entry.regex})" for number, source in enumerate(self.sources))
        return re.compile(f"{before}(?:{'|'.join(groups)}){after}", re.IGNORECASE)

    def _source_at(self, text: str, start: int) -> Source:
        match = self._numbered.match(text, start)
        if match is None or match.lastgroup is None:
            raise AssertionError(f"no entry matches {text[start:]!r}")
        return self.sources[int(match.lastgroup[1:])]


def sources_of(found: Matches, name: str) -> list[Source]:
    """Return the entries of a feature set, in the order in which they are tried."""
    words = found.match_list
    if isinstance(words, EntryList):
        sources = [Source(entry, name, words.file) for entry in words.entries]
    else:
        sources = [Source(Entry(regex, line, regex), name, name) for line, regex in enumerate(words, start=1)]
    if not isinstance(found, RegexMatches):  # the longest phrase wins, whatever its place in the list
        sources.sort(key=lambda source: -len(source.entry.text))
    return sources


def finder_of(found: Matches, name: str, extra: Sequence[Source] = ()) -> EntryFinder:
    """Return the finder of a feature set of a language.

    Parameters
    ----------
    found : Matches
        The set.
    name : str
        Its name, such as "badwords".
    extra : sequence of Source, optional
        More entries, which are tried after those of the list.

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
    return EntryFinder(
        [*sources_of(found, name), *extra],
        found.wrapping if isinstance(found, RegexMatches) else PHRASE_BOUNDARIES,
        exclusions=found.exclusions if isinstance(found, RegexMatches) else None,
        text_preprocess=found.text_preprocess,
        matcher=None if extra else found.matcher,
    )
