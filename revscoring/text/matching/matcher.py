"""Matchers: all stretches of a text that match one of many patterns or phrases.

`RegexMatcher` takes regular expressions, the first that matches at a position wins;
`PhraseMatcher` takes literal phrases, the longest that stands there as whole words wins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from ..native import compiled
from ..tokens.chunks import set_apart, split_chunks
from .first_characters import FirstCharacterMatcher
from .patterns import stays_within_chunks
from .run_index import run_index
from .runs import RunMatcher

__all__ = ["PhraseMatcher", "RegexMatcher", "lower"]

#: What stands before and after a match by default: word boundaries.
WORD_BOUNDARIES = (r"\b", r"\b")
#: Look-arounds that stand for the edges of runs of a class of characters.
_AROUND = re.compile(r"\(\?<!\[(\\w[^\]]*)\]\)\(\?!\[\1\]\)")


def lower(string: str) -> str:
    """Lower-case a string, with İ as i.

    Examples
    --------
    >>> lower("İSTANBUL")
    'istanbul'
    """
    return string.replace("\u0130", "i").lower()


def join(regexes: Sequence[str], wrapping: tuple[str, str] | None) -> str:
    """Join patterns to one expression whose first group is the match without its wrapping.

    Examples
    --------
    >>> join(["a", "b"], ("<", ">"))
    '<(a|b)>'
    """
    before, after = wrapping or ("", "")
    return f"{before}({'|'.join(regexes)}){after}"


class RegexMatcher:
    """All non-overlapping stretches of a text that one of several patterns matches.

    Parameters
    ----------
    regexes : sequence of str
        The patterns. At a position the first that matches wins, not the longest.
    flags : int
        Flags of `re`; letters match in either case by default.
    wrapping : tuple of (str, str) or None
        Patterns before and after a match, which are not part of it.
    exclusions : sequence of str, optional
        A match is dropped if one of these, in the same wrapping, matches its beginning.
    by_paragraph : bool
        Search each paragraph apart, so that no match reaches across a paragraph break.

    Examples
    --------
    >>> RegexMatcher(["an?", "the"], exclusions=["an"]).findall("A cat and the dog, an ape")
    ['A', 'the']
    """

    def __init__(
        self,
        regexes: Sequence[str],
        flags: int = re.IGNORECASE,
        wrapping: tuple[str, str] | None = WORD_BOUNDARIES,
        exclusions: Sequence[str] | None = None,
        by_paragraph: bool = False,
    ) -> None:
        self.by_paragraph = by_paragraph
        self.regexes = regexes
        self.flags = int(flags)
        self.wrapping = (wrapping[0], wrapping[1]) if wrapping else None
        self.exclusions = exclusions

    def __getstate__(self) -> dict[str, Any]:
        kept = ("by_paragraph", "exclusions", "flags", "regexes", "wrapping")
        return {key: getattr(self, key) for key in kept}

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, RegexMatcher):
            return NotImplemented
        return self.__getstate__() == other.__getstate__()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        regexes = tuple(self.regexes) if isinstance(self.regexes, list) else self.regexes
        return hash((regexes, self.flags, self.wrapping, self.by_paragraph))

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        if not len(self.regexes):
            return None
        return re.compile(join(self.regexes, self.wrapping), self.flags)

    @cached_property
    def _by_first_character(self) -> FirstCharacterMatcher | None:
        if self.wrapping is not None:
            return None
        matcher = FirstCharacterMatcher(self.regexes, self.flags)
        return matcher if matcher.usable else None

    @cached_property
    def _excluded(self) -> re.Pattern[str] | None:
        if not self.exclusions:
            return None
        return re.compile(join(self.exclusions, self.wrapping), self.flags)

    def _is_kept(self, match: str) -> bool:
        return self._excluded is None or not self._excluded.match(match)

    def _pieces(self, text: str, chunks: Sequence[str] | None = None) -> Sequence[str]:
        """Return the pieces of a text that are searched apart."""
        if not self.by_paragraph:
            return [text]
        return split_chunks(text) if chunks is None else chunks

    def search(self, text: str) -> list[str]:
        """Return the matches in a text, in order, by searching for the joined patterns."""
        return [text[start:end] for start, end in self.spans(text)]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where each match begins and ends, in order, by searching for the joined patterns."""
        if self._pattern is None:
            return
        offset = 0
        for piece in self._pieces(text):
            for match in self._pattern.finditer(piece):
                if self._is_kept(match.group(1)):
                    yield offset + match.start(1), offset + match.end(1)
            offset += len(piece)

    def findall(self, text: str) -> list[str]:
        """Return the matches in a text, in order."""
        if self._by_first_character is not None:
            by_character = self._by_first_character
            found = [match.group() for piece in self._pieces(text) for match in by_character.finditer(piece)]
            return found if self._excluded is None else list(filter(self._is_kept, found))
        if self._runs is None:
            return self.search(text)
        return [match for piece in self._pieces(text) for match in self._runs.findall(piece)]

    @cached_property
    def within_chunks(self) -> bool:
        """Whether matches never reach across, or depend on, a paragraph break."""
        return self.by_paragraph or stays_within_chunks(join(self.regexes, self.wrapping), self.flags)

    @cached_property
    def run_class(self) -> str | None:
        """The class of characters at whose runs the wrapping begins and ends, if it does so."""
        if self.wrapping == WORD_BOUNDARIES:
            return r"\w"
        around = _AROUND.fullmatch("".join(self.wrapping or ()))
        return around.group(1) if around else None

    @cached_property
    def _runs(self) -> RunMatcher | None:
        if self.run_class is None or not len(self.regexes):
            return None
        return RunMatcher(
            self.regexes, self.flags, self.wrapping or ("", ""), self.run_class, self._is_kept, self.search
        )

    def count(
        self, text: str, runs: Mapping[str, int] | None = None, chunks: Sequence[str] | None = None
    ) -> dict[str, int]:
        """Count the matches in a text, in lower case.

        Parameters
        ----------
        text : str
            The text.
        runs : mapping of str to int, optional
            The runs of characters of `run_class` in it, counted, if they are known already.
        chunks : sequence of str, optional
            The text, split at its paragraph breaks, if that is known already.
        """
        if self._runs is None:
            return dict(Counter(map(lower, self.findall(text))))
        counts: Counter[str] = Counter()
        for match, n in self._count(text, runs, chunks).items():
            if n:
                counts[lower(match)] += n
        return dict(counts)

    def _count(
        self, text: str, runs: Mapping[str, int] | None, chunks: Sequence[str] | None
    ) -> Mapping[str, int]:
        assert self._runs is not None
        run_class = self._runs.run_class
        if not self._runs.is_loose(text):
            runs = run_index(run_class, text).counts if runs is None else runs
            return self._runs.count_placed(text, runs, lambda: self._pieces(text, chunks))
        counts: Counter[str] = Counter()
        others = []
        for piece in self._pieces(text, chunks):
            if self._runs.is_loose(piece):
                counts.update(self.search(piece))
            else:
                others.append(piece)
        others = set_apart(others)
        text = "".join(others)
        counts.update(self._runs.count_placed(text, run_index(run_class, text).counts, lambda: others))
        return counts


class PhraseMatcher:
    """All non-overlapping occurrences of literal phrases, as whole words.

    A phrase stands as whole words where the characters around it are not ASCII letters, digits
    or underscores. At a position the longest phrase wins. The character behind a phrase cannot
    begin another one. These are the rules of flashtext.

    Parameters
    ----------
    phrases : iterable of str
        The phrases; a match is given as listed here.
    case_sensitive : bool
        Whether case matters.
    exclusions : iterable of str, optional
        Phrases that are taken off the list.

    Examples
    --------
    >>> PhraseMatcher(["of the", "Of", "the dog"]).findall("OF THE dog of")
    ['of the', 'Of']
    """

    def __init__(
        self,
        phrases: Iterable[str],
        case_sensitive: bool = False,
        exclusions: Iterable[str] | None = None,
    ) -> None:
        self.phrases = phrases
        self.case_sensitive = case_sensitive
        self.exclusions = exclusions

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in vars(self).items() if not k.startswith("_")}

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, PhraseMatcher)
            and self.case_sensitive == other.case_sensitive
            and self._listed == other._listed
        )

    def __hash__(self) -> int:
        return hash(self.case_sensitive)

    @cached_property
    def _listed(self) -> dict[str, str]:
        left_out = {"", *(self.exclusions or ())}
        kept = (phrase for phrase in self.phrases if phrase not in left_out)
        return {(phrase if self.case_sensitive else phrase.lower()): phrase for phrase in kept}

    @cached_property
    def _as_listed(self) -> list[str]:
        return list(self._listed.values())

    @cached_property
    def _find_numbers(self) -> Callable[[str], list[int]]:
        kernel = compiled("words")
        if kernel is not None:
            find: Callable[[str], list[int]] = kernel.Phrases(list(self._listed)).findall
            return find
        numbers = {phrase: number for number, phrase in enumerate(self._listed)}
        pattern = self._pattern
        return lambda text: [] if pattern is None else [numbers[found] for found in pattern.findall(text)]

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        if not self._listed:
            return None
        return re.compile(rf"(?<![A-Za-z0-9_])({_trie_regex(self._listed)})(?:[^A-Za-z0-9_]|\Z)")

    def findall(self, text: str) -> list[str]:
        """Return the phrases in a text, as listed, in order."""
        found = self._find_numbers(text if self.case_sensitive else text.lower())
        return [self._as_listed[number] for number in found]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where each phrase begins and ends, in order; not in what changes its length in lower case."""
        if self._pattern is None:
            return
        if not self.case_sensitive:
            text = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
        for match in self._pattern.finditer(text):
            yield match.span(1)

    @cached_property
    def within_chunks(self) -> bool:
        """Whether matches never reach across, or depend on, a paragraph break."""
        return not any("\n" in phrase or "\r" in phrase for phrase in self._listed)

    #: Phrases are not looked for by runs.
    run_class = None

    def count(
        self, text: str, runs: Mapping[str, int] | None = None, chunks: Sequence[str] | None = None
    ) -> dict[str, int]:
        """Count the matches in a text, in lower case."""
        return dict(Counter(map(lower, self.findall(text))))


def _trie_regex(phrases: Iterable[str]) -> str:
    """Write a regular expression that matches the longest of some phrases, by their prefixes."""
    trie: dict[str, Any] = {}
    for phrase in phrases:
        node = trie
        for char in phrase:
            node = node.setdefault(char, {})
        node[""] = {}

    def write(node: dict[str, Any]) -> str:
        run = ""
        while len(node) == 1 and "" not in node:
            char, node = next(iter(node.items()))
            run += re.escape(char)
        if set(node) == {""}:
            return run
        branches = "|".join(re.escape(char) + write(rest) for char, rest in sorted(node.items()) if char)
        return f"{run}(?:{branches}){'?' if '' in node else ''}"

    return write(trie)
