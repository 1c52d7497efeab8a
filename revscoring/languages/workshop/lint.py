"""Lint of word lists: is an entry likelier in damage, or just as likely in text that survives?

It judges lines that edits added to pages, each known to be reverted for damage or not. The lines come
from `revscoring.languages.workshop.history`; `revscoring.languages.workshop.lint_report` formats the report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from .attribution import EntryFinder, Found, Source
from .history import AddedLine
from .rates import Ratio, rate_ratio

__all__ = [
    "VERDICTS",
    "Context",
    "Lint",
    "LintReport",
    "LintedEntry",
    "Suggestion",
    "Verdict",
    "count_words",
]

Verdict = Literal["opposite", "nothing", "unknown", "rare", "holds"]

#: Verdict → its meaning, worst first. The first three are reported.
VERDICTS: Final[dict[Verdict, str]] = {
    "opposite": "is more frequent in text that survived than in text that was reverted",
    "nothing": "is about as frequent in text that survived as in text that was reverted",
    "unknown": "occurs in text that survived; there is no reverted text to compare with",
    "rare": "is too rare here to judge",
    "holds": "is more frequent in text that was reverted",
}
REPORTED: Final = ("opposite", "nothing", "unknown")

#: The number of characters of a context on each side of a match.
CONTEXT_WIDTH: Final = 60

#: Characters of scripts without spaces between words (Thai, Lao, Japanese, Chinese).
_UNSPACED: Final = r"\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_UNSPACED_RUN = re.compile(rf"[{_UNSPACED}]{{2,}}")


class Context(NamedTuple):
    """A match with the text around it, its revision and the title of its page."""

    before: str
    match: str
    after: str
    rev_id: int
    page: str


def count_words(text: str) -> int:
    """Count the words of a text; in scripts without spaces between words, each character is one.

    Examples
    --------
    >>> count_words("two words"), count_words("維基 wiki")
    (2, 3)
    """
    return sum(1 for _ in _WORD.finditer(text))


@dataclass
class LintedEntry:
    """What the lint found about an entry.

    Attributes
    ----------
    source : Source
        The entry and its list.
    survived, damaged : int
        The number of lines with the entry that survived, and that were added by reverted edits.
    survived_contexts, damaged_contexts : list of Context
        Examples.
    ratio : Ratio or None
        How many times likelier it is in damage.
    verdict : str
        A key of `VERDICTS`.
    """

    source: Source
    survived: int = 0
    damaged: int = 0
    survived_contexts: list[Context] = field(default_factory=list)
    damaged_contexts: list[Context] = field(default_factory=list)
    ratio: Ratio | None = None
    verdict: Verdict = "rare"

    def count(self, context: Context, damaged: bool, limit: int) -> None:
        """Count a line, and keep its context unless there are enough."""
        if damaged:
            self.damaged += 1
        else:
            self.survived += 1
        contexts = self.damaged_contexts if damaged else self.survived_contexts
        if len(contexts) < limit:
            contexts.append(context)

    def judge(self, ratio: Ratio | None, min_count: int) -> None:
        """Set the ratio and the verdict."""
        self.ratio = ratio
        if self.survived + self.damaged < min_count:
            self.verdict = "rare"
        elif ratio is None:
            self.verdict = "unknown" if self.survived else "rare"
        elif ratio.high < 1:
            self.verdict = "opposite"
        else:
            self.verdict = "holds" if ratio.low > 1 else "nothing"


@dataclass(frozen=True)
class Suggestion:
    """A term that no entry matches, and that is much likelier in damage.

    Attributes
    ----------
    term : str
    survived : int
        The number of lines with the term.
    damaged : int
        The number of reverted edits that added it, each counted once.
    ratio : Ratio
    """

    term: str
    survived: int
    damaged: int
    ratio: Ratio


@dataclass(frozen=True)
class LintReport:
    """What the lint found.

    Attributes
    ----------
    survived_lines, damaged_lines, survived_words, damaged_words : int
        The amounts of text.
    entries : list of LintedEntry
        Those that were found at all, worst first.
    absent : int
        The number of entries that were never found.
    suggestions : list of Suggestion
        The likeliest first.
    """

    survived_lines: int
    damaged_lines: int
    survived_words: int
    damaged_words: int
    entries: list[LintedEntry]
    absent: int
    suggestions: list[Suggestion]

    @property
    def reported(self) -> list[LintedEntry]:
        """The entries that do not tell damage from good text, or that tell the opposite."""
        return [entry for entry in self.entries if entry.verdict in REPORTED]


class Lint:
    """Counts how often the entries of lists occur in damage and in text that survived.

    An entry counts once per line.

    Parameters
    ----------
    finders : sequence of EntryFinder
        The lists.
    contexts : int
        The number of examples to keep for each entry, from damage and from surviving text.
    suggest : bool
        Whether to count all terms, to suggest missing ones.

    Examples
    --------
    >>> from revscoring.languages.lists import Entry
    >>> lint = Lint([EntryFinder([Source(Entry("ha", 1, "ha")), Source(Entry("scemo", 2, "scemo"))])])
    >>> for number in range(20):
    ...     lint.add(AddedLine(f"Il paese ha {number} abitanti", damaged=False))
    ...     lint.add(AddedLine(f"sei scemo {number}", damaged=True))
    >>> [(found.source.entry.text, found.verdict) for found in lint.report().entries]
    [('ha', 'opposite'), ('scemo', 'holds')]
    """

    def __init__(self, finders: Sequence[EntryFinder], *, contexts: int = 3, suggest: bool = False) -> None:
        self.finders = list(finders)
        self.contexts = contexts
        self.suggest = suggest
        self._found: dict[Source, LintedEntry] = {}
        self._lines = Counter[bool]()
        self._words = Counter[bool]()
        self._terms: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
        self._last_edit: dict[str, int] = {}
        self._unspaced = any(finder.wrapping is None for finder in self.finders)

    def add(self, line: AddedLine) -> None:
        """Count the entries and terms of a line."""
        self._lines[line.damaged] += 1
        self._words[line.damaged] += count_words(line.text)
        for finder in self.finders:
            first: dict[Source, Found] = {}
            for found in finder.find(line.text):
                first.setdefault(found.source, found)
            for source, found in first.items():
                linted = self._found.setdefault(source, LintedEntry(source))
                linted.count(_context(finder.prepared(line.text), found, line), line.damaged, self.contexts)
        if self.suggest:
            terms = self._terms_of(line.text)
            if line.damaged:
                terms = {term for term in terms if self._last_edit.get(term) != line.rev_id}
                self._last_edit.update(dict.fromkeys(terms, line.rev_id))
            self._terms[line.damaged].update(terms)

    def add_all(self, lines: Iterable[AddedLine]) -> None:
        """Count the entries and terms of several lines."""
        for line in lines:
            self.add(line)

    def report(self, *, min_count: int = 5, min_ratio: float = 2.0) -> LintReport:
        """Judge the entries.

        Parameters
        ----------
        min_count : int
            Entries in fewer lines are not judged; terms of fewer reverted edits are not suggested.
        min_ratio : float
            A term is suggested if the lower end of the interval says that it is so many times likelier
            in damage.
        """
        for linted in self._found.values():
            linted.judge(self._ratio(linted.damaged, linted.survived), min_count)
        order = list(VERDICTS)
        entries = sorted(
            self._found.values(),
            key=lambda linted: (
                order.index(linted.verdict),
                -linted.survived,
                linted.damaged,
                linted.source.set_name,
                linted.source.entry.line,
            ),
        )
        return LintReport(
            self._lines[False],
            self._lines[True],
            self._words[False],
            self._words[True],
            entries,
            sum(len(finder.sources) for finder in self.finders) - len(entries),
            sorted(self._suggestions(min_count, min_ratio), key=lambda found: (-found.ratio.low, found.term)),
        )

    def _ratio(self, damaged: int, survived: int) -> Ratio | None:
        return rate_ratio(damaged, self._words[True], survived, self._words[False])

    def _terms_of(self, text: str) -> set[str]:
        """Return the terms of a line: words, or short n-grams in scripts without spaces between words."""
        terms = {word for word in re.findall(r"[^\W\d_]{2,}", text.lower()) if len(word) <= 40}
        if self._unspaced:
            for run in _UNSPACED_RUN.findall(text):
                terms.discard(run)
                terms.update(run[i : i + size] for size in (2, 3, 4) for i in range(len(run) - size + 1))
        return terms

    def _suggestions(self, min_count: int, min_ratio: float) -> Iterator[Suggestion]:
        for term, damaged in self._terms[True].items():
            survived = self._terms[False][term]
            # The lower end of the interval is below the plain ratio, which is much faster to compute.
            likely = damaged * self._words[False] >= min_ratio * survived * self._words[True]
            if damaged < min_count or not likely:
                continue
            ratio = self._ratio(damaged, survived)
            if ratio is None or ratio.low < min_ratio:
                continue
            if not any(finder.matches(term) for finder in self.finders):
                yield Suggestion(term, survived, damaged, ratio)


def _context(text: str, found: Found, line: AddedLine) -> Context:
    before = text[max(0, found.start - CONTEXT_WIDTH) : found.start]
    after = text[found.end : found.end + CONTEXT_WIDTH]
    return Context(
        ("…" if found.start > CONTEXT_WIDTH else "") + before,
        found.text,
        after + ("…" if found.end + CONTEXT_WIDTH < len(text) else ""),
        line.rev_id,
        line.page,
    )
