"""`RegexMatches` and `SubstringMatches`: what in a text matches a list of patterns or phrases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from ....datasources import Datasource
from ....dependencies import DependentSet
from ....features.rows import FeatureSet, RevisionFeatures, Row, change, count, gain, loss
from ....features.wikitext import datasources as wikitext
from ....features.wikitext import delta, frequency, prop_delta, revision, shortcuts
from ....text.counts import MatchTable
from ....text.matching import WORD_BOUNDARIES, PhraseMatcher, RegexMatcher
from ..base import LanguageChanges, LanguageText, language_of, listed

__all__ = ["Matches", "RegexMatches", "SubstringMatches"]

Preprocess = Callable[[str | None], str | None]
#: The end of the name of a set → what its matches are.
NOUNS = {
    "badwords": "offensive words",
    "informals": "informal words",
    "words_to_watch": "words to watch",
    "idioms": "idioms",
}


class FindMatches:
    """The process of the datasources of matches, which may be called with a text too.

    `text_preprocess` is applied to the text first; applying it twice must change nothing.
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


def _preprocess_each(text_preprocess: Preprocess, segments: Iterable[str]) -> list[str | None]:
    return [text_preprocess(segment) for segment in segments]


def _table(owner: Revision | Diff) -> MatchTable:
    return MatchTable(owner.source.matcher)


def _matches(owner: Revision, name: str) -> Datasource:
    matches = Datasource(name, owner.source, depends_on=[owner.text])
    matches.is_evidence = hasattr(owner.wikitext, "parent")  # of the edit, not of the text before it
    return matches


def _found_in(segments: Row[Datasource], prepared: str) -> Row[Datasource]:
    """The matches in each of the segments, which are prepared if need be."""

    def make(owner: Diff, name: str) -> Datasource:
        source = segments.of(owner.wikitext)
        if owner.source.text_preprocess is not None:
            prepare = partial(_preprocess_each, owner.source.text_preprocess)
            source = Datasource(f"{owner.prefix}.{prepared}", prepare, depends_on=[source])
        return Datasource(name, owner.source, depends_on=[source])

    return Row(make)


class Revision(LanguageText):
    """The datasources of the matches in a text, its parent and the diff."""

    source: FindMatches
    diff: Diff

    matches = listed(_matches, _table)
    match_frequency = frequency(matches, lower=True)

    def prepare(self) -> None:
        self.text = self.wikitext.text
        if self.source.text_preprocess is not None:
            name = f"{self.prefix}.preprocessed_text"
            self.text = Datasource(name, self.source.text_preprocess, depends_on=[self.wikitext.text])
            self.analysis = shortcuts.analysis_of(self.text)


class Diff(LanguageChanges):
    """The datasources of the matches that were added and removed."""

    source: FindMatches

    matches_added = _found_in(wikitext.Diff.segments_added, "preprocessed_segments_added")
    matches_removed = _found_in(wikitext.Diff.segments_removed, "preprocessed_segments_removed")
    match_delta = delta(Revision.match_frequency)
    match_prop_delta = prop_delta(Revision.match_frequency, match_delta)


Revision.changes_type = Diff


class MatchDiffFeatures(FeatureSet):
    """The features of the matches that were added and removed."""

    datasources: Diff

    matches_added = count(Diff.matches_added, "{} added")
    matches_removed = count(Diff.matches_removed, "{} removed")
    match_delta_sum = change(Diff.match_delta, "change in {}", int)
    match_delta_increase = gain(Diff.match_delta, "more {}", int)
    match_delta_decrease = loss(Diff.match_delta, "fewer {}", int)
    match_prop_delta_sum = change(Diff.match_prop_delta, "relative change in {}")
    match_prop_delta_increase = gain(Diff.match_prop_delta, "more {}, relatively")
    match_prop_delta_decrease = loss(Diff.match_prop_delta, "fewer {}, relatively")


class MatchFeatures(RevisionFeatures):
    """The features of the matches in a text, its parent and the diff."""

    datasources: Revision
    parent: MatchFeatures
    diff: MatchDiffFeatures
    diff_type = MatchDiffFeatures

    matches = count(Revision.matches, "number of {}")


class Matches(DependentSet):
    """Base of the sets of matches.

    Attributes
    ----------
    revision : MatchFeatures
        The features, with ``parent``, ``diff`` and ``datasources``.
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
        datasources = Revision(f"{name}.revision", find, revision.datasources)
        kind = NOUNS.get(name.rpartition(".")[2])
        noun = f"{language_of(name)} {kind}" if kind else f"matches of {name}"
        self.revision = MatchFeatures(f"{name}.revision", datasources, noun)

    def excluding(self, exclusions: Sequence[str], name: str | None = None) -> Matches:
        """Return the same set with more exclusions, by default named ``<name>.excluding([exclusions])``."""
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
    name, text_preprocess : str, callable, optional
        See `RegexMatches`.
    substrings : sequence of str
        The phrases; case is ignored, and the longest that stands as whole words wins.
    exclusions : sequence of str, optional
        Phrases that are taken off the list.
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
