"""`RegexMatches` and `SubstringMatches`: what in a text matches a list of patterns or phrases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ....datasources import Datasource
from ....datasources.meta import frequencies, mappers
from ....dependencies import DependentSet
from ....features.wikitext import revision as wikitext_revision
from ....features.wikitext import shortcuts as kernels
from ....text.counts import MatchTable
from ....text.matching.matcher import WORD_BOUNDARIES, PhraseMatcher, RegexMatcher
from ..words import Kind, RevisionFeatures, add_change

__all__ = ["DependentSet", "Matches", "RegexMatches", "SubstringMatches"]

Preprocess = Callable[[str | None], str | None]


class FindMatches:
    """The process of the datasources of matches; it serves as a plain function of a text, too.

    Parameters
    ----------
    matcher : RegexMatcher or PhraseMatcher
        What finds the matches.
    text_preprocess : callable, optional
        What to do with a text first. A prepared text may be given too: preparing it again must
        change nothing.
    """

    def __init__(
        self, matcher: RegexMatcher | PhraseMatcher, text_preprocess: Preprocess | None = None
    ) -> None:
        self.matcher = matcher
        self.text_preprocess = text_preprocess

    def __call__(self, text_or_texts: str | Iterable[str] | None) -> list[str]:
        """Find the matches in a text or a list of texts; None has none."""
        if text_or_texts is None:
            return []
        texts = [text_or_texts] if isinstance(text_or_texts, str) else text_or_texts
        return [match for text in texts for match in self._find(text)]

    def _find(self, text: str) -> list[str]:
        prepared = text if self.text_preprocess is None else self.text_preprocess(text)
        return [] if prepared is None else self.matcher.findall(prepared)


class PreprocessEach:
    """The process that prepares each of a list of segments."""

    def __init__(self, text_preprocess: Preprocess) -> None:
        self.text_preprocess = text_preprocess

    def __call__(self, segments: Iterable[str]) -> list[str | None]:
        return [self.text_preprocess(segment) for segment in segments]


class Matches(DependentSet):
    """Base of the sets of matches.

    Parameters
    ----------
    name : str
        The prefix of the names, such as "english.badwords".
    matcher : RegexMatcher or PhraseMatcher
        What finds the matches.
    match_list : sequence of str
        The patterns or phrases.
    exclusions : sequence of str, optional
        What is not to match.
    text_preprocess : callable, optional
        What to do with a text first; None stays None.

    Attributes
    ----------
    revision : DependentSet
        ``matches``, with ``parent``, ``diff`` and ``datasources``.
    """

    def __init__(
        self,
        name: str,
        matcher: RegexMatcher | PhraseMatcher,
        match_list: Sequence[str],
        exclusions: Sequence[str] | None = None,
        text_preprocess: Preprocess | None = None,
    ) -> None:
        super().__init__(name)
        self.matcher = matcher
        self.match_list = match_list
        self.exclusions = exclusions
        self.text_preprocess = text_preprocess
        find = FindMatches(matcher, text_preprocess)
        datasources = Revision(f"{name}.revision", find, wikitext_revision.datasources, text_preprocess)
        self.revision = RevisionFeatures(f"{name}.revision", datasources, Kind(("matches",), ("match",)))

    def excluding(self, exclusions: Sequence[str], name: str | None = None) -> Matches:
        """Return the same set without what some more exclusions match.

        Parameters
        ----------
        exclusions : sequence of str
            On top of those of this set.
        name : str, optional
            By default ``<name>.excluding([exclusions])``.
        """
        if name is None:
            name = f"{self._name}.excluding({exclusions!r})"
        return self._again(name, [*(self.exclusions or ()), *exclusions])

    def _again(self, name: str, exclusions: Sequence[str]) -> Matches:
        raise NotImplementedError


def _prepared(entries: Sequence[str], text_preprocess: Preprocess | None) -> Sequence[str]:
    """Prepare patterns like the text; lists in files are written as prepared, and stay unread."""
    if text_preprocess is None or not isinstance(entries, list | tuple):
        return entries
    return [str(text_preprocess(entry)) for entry in entries]


class RegexMatches(Matches):
    r"""What in a text matches one of a list of regular expressions.

    Parameters
    ----------
    name : str
        The prefix of the names, such as "english.badwords".
    regexes : sequence of str
        The patterns; case is ignored, and at a position the first that matches wins.
    exclusions : sequence of str, optional
        A match is dropped if one of these matches its beginning.
    wrapping : tuple of (str, str) or None
        Patterns before and after a match; word boundaries by default, None for scripts that do
        not part words.
    text_preprocess : callable, optional
        What to do with a text first; None stays None.

    Examples
    --------
    >>> cats = RegexMatches("cats", [r"cats?", r"kitt(y|en)s?"])
    >>> cats.revision.datasources.matches.process("Kitty, the cat's catalogue")
    ['Kitty', 'cat']
    """

    def __init__(
        self,
        name: str,
        regexes: Sequence[str],
        exclusions: Sequence[str] | None = None,
        wrapping: tuple[str, str] | None = WORD_BOUNDARIES,
        text_preprocess: Preprocess | None = None,
    ) -> None:
        self.wrapping = wrapping
        regexes = _prepared(regexes, text_preprocess)
        by_paragraph = getattr(regexes, "by_paragraph", False)
        matcher = RegexMatcher(regexes, re.IGNORECASE, wrapping, exclusions, by_paragraph)
        super().__init__(name, matcher, regexes, exclusions, text_preprocess)

    def _again(self, name: str, exclusions: Sequence[str]) -> RegexMatches:
        return RegexMatches(name, self.match_list, exclusions, self.wrapping, self.text_preprocess)


class SubstringMatches(Matches):
    """What in a text is one of a list of phrases.

    Parameters
    ----------
    name : str
        The prefix of the names, such as "english.idioms".
    substrings : sequence of str
        The phrases; case is ignored, and the longest that stands as whole words wins.
    exclusions : sequence of str, optional
        Phrases that are taken off the list.
    text_preprocess : callable, optional
        What to do with a text first; None stays None.
    """

    def __init__(
        self,
        name: str,
        substrings: Sequence[str],
        exclusions: Sequence[str] | None = None,
        text_preprocess: Preprocess | None = None,
    ) -> None:
        substrings = _prepared(substrings, text_preprocess)
        matcher = PhraseMatcher(substrings, exclusions=exclusions)
        super().__init__(name, matcher, substrings, exclusions, text_preprocess)

    def _again(self, name: str, exclusions: Sequence[str]) -> SubstringMatches:
        return SubstringMatches(name, self.match_list, exclusions, self.text_preprocess)


class Revision(DependentSet):
    """The datasources of the matches in a text, its parent and the diff."""

    def __init__(
        self, name: str, find: FindMatches, wikitext: Any, text_preprocess: Preprocess | None = None
    ) -> None:
        super().__init__(name)
        self.text = wikitext.text
        self._analysis = wikitext._analysis
        if text_preprocess is not None:
            self.text = Datasource(f"{name}.preprocessed_text", text_preprocess, depends_on=[wikitext.text])
            self._analysis = kernels.analysis_of(self.text)
        self.matches = Datasource(f"{name}.matches", find, depends_on=[self.text])
        table = MatchTable(find.matcher)
        self.matches.measures = kernels.table_measures(table, self._analysis)
        self.match_frequency = frequencies.table(
            mappers.lower_case(self.matches), name=f"{name}.match_frequency"
        )
        self.match_frequency.shortcut = kernels.table_shortcuts(table, self._analysis)["frequency"]
        if hasattr(wikitext, "parent"):
            self.parent = Revision(f"{name}.parent", find, wikitext.parent, text_preprocess)
        if hasattr(wikitext, "diff"):
            self.diff = Diff(f"{name}.diff", find, wikitext.diff, self, text_preprocess)


class Diff(DependentSet):
    """The datasources of the matches that were added and removed."""

    def __init__(
        self,
        name: str,
        find: FindMatches,
        wikitext_diff: Any,
        revision: Any,
        text_preprocess: Preprocess | None = None,
    ) -> None:
        super().__init__(name)
        for word in ("added", "removed"):
            segments = getattr(wikitext_diff, f"segments_{word}")
            if text_preprocess is not None:
                segments = Datasource(
                    f"{name}.preprocessed_segments_{word}",
                    PreprocessEach(text_preprocess),
                    depends_on=[segments],
                )
            matches = Datasource(f"{name}.matches_{word}", find, depends_on=[segments])
            setattr(self, f"matches_{word}", matches)
        change = wikitext_diff._change
        if text_preprocess is not None:
            change = kernels.change_of(revision.parent._analysis, revision._analysis)
        add_change(self, name, "match", MatchTable(find.matcher), revision, change)
