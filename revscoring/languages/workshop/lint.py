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
from .rates import Counts, Ratio, rate_ratio

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
    """What the lint found about an entry: how many lines contain it, with examples, and the verdict.

    `ratio` says how many times likelier it is in damage; None without any damage.
    """

    source: Source
    lines: Counts = field(default_factory=Counts)
    survived_contexts: list[Context] = field(default_factory=list)
    reverted_contexts: list[Context] = field(default_factory=list)
    ratio: Ratio | None = None
    verdict: Verdict = "rare"

    def judge(self, ratio: Ratio | None, min_count: int) -> None:
        """Set the ratio and the verdict."""
        self.ratio = ratio
        if self.lines.survived + self.lines.reverted < min_count:
            self.verdict = "rare"
        elif ratio is None:
            self.verdict = "unknown" if self.lines.survived else "rare"
        elif ratio.high < 1:
            self.verdict = "opposite"
        else:
            self.verdict = "holds" if ratio.low > 1 else "nothing"


@dataclass(frozen=True)
class Suggestion:
    """A term that no entry matches, and that is much likelier in damage.

    `counts` are the number of surviving lines with the term, and of reverted edits that added it.
    """

    term: str
    counts: Counts
    ratio: Ratio


@dataclass(frozen=True)
class LintReport:
    """What the lint found: the amounts of text, the entries in it, worst first, and suggestions.

    `absent` is the number of entries that were not found.
    """

    lines: Counts
    words: Counts
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
    ...     lint.add(AddedLine(f"Il paese ha {number} abitanti", reverted=False))
    ...     lint.add(AddedLine(f"sei scemo {number}", reverted=True))
    >>> [(found.source.entry.text, found.verdict) for found in lint.report().entries]
    [('ha', 'opposite'), ('scemo', 'holds')]
    """

    def __init__(self, finders: Sequence[EntryFinder], *, contexts: int = 3, suggest: bool = False) -> None:
        self.finders = list(finders)
        self.contexts = contexts
        self.suggest = suggest
        self._found: dict[Source, LintedEntry] = {}
        self._lines, self._words = Counts(), Counts()
        self._terms: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
        self._last_edit: dict[str, int] = {}
        self._unspaced = any(finder.wrapping is None for finder in self.finders)

    def add(self, line: AddedLine) -> None:
        """Count the entries and terms of a line."""
        self._lines.add(1, reverted=line.reverted)
        self._words.add(count_words(line.text), reverted=line.reverted)
        for finder in self.finders:
            first: dict[Source, Found] = {}
            for found in finder.find(line.text):
                first.setdefault(found.source, found)
            for source, found in first.items():
                linted = self._found.setdefault(source, LintedEntry(source))
                linted.lines.add(1, reverted=line.reverted)
                contexts = linted.reverted_contexts if line.reverted else linted.survived_contexts
                if len(contexts) < self.contexts:
                    contexts.append(_context(finder.prepared(line.text), found, line))
        if self.suggest:
            terms = self._terms_of(line.text)
            if line.reverted:
                terms = {term for term in terms if self._last_edit.get(term) != line.rev_id}
                self._last_edit.update(dict.fromkeys(terms, line.rev_id))
            self._terms[line.reverted].update(terms)

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
            linted.judge(rate_ratio(linted.lines, self._words), min_count)
        order = list(VERDICTS)
        entries = sorted(
            self._found.values(),
            key=lambda linted: (
                order.index(linted.verdict),
                -linted.lines.survived,
                linted.lines.reverted,
                linted.source.set_name,
                linted.source.entry.line,
            ),
        )
        return LintReport(
            self._lines,
            self._words,
            entries,
            sum(len(finder.sources) for finder in self.finders) - len(entries),
            sorted(self._suggestions(min_count, min_ratio), key=lambda found: (-found.ratio.low, found.term)),
        )

    def _terms_of(self, text: str) -> set[str]:
        """Return the terms of a line: words, or short n-grams in scripts without spaces between words."""
        terms = {word for word in re.findall(r"[^\W\d_]{2,}", text.lower()) if len(word) <= 40}
        if self._unspaced:
            for run in _UNSPACED_RUN.findall(text):
                terms.discard(run)
                terms.update(run[i : i + size] for size in (2, 3, 4) for i in range(len(run) - size + 1))
        return terms

    def _suggestions(self, min_count: int, min_ratio: float) -> Iterator[Suggestion]:
        words = self._words
        for term, reverted in self._terms[True].items():
            counts = Counts(self._terms[False][term], reverted)
            # The lower end of the interval is below the plain ratio, which is much faster to compute.
            may_be_likely = reverted * words.survived >= min_ratio * counts.survived * words.reverted
            if reverted < min_count or not may_be_likely:
                continue
            ratio = rate_ratio(counts, self._words)
            if (
                ratio is not None
                and ratio.low >= min_ratio
                and not any(f.matches(term) for f in self.finders)
            ):
                yield Suggestion(term, counts, ratio)


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
