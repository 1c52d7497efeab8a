"""The lint of word lists: does an entry stand in damage, or just as often in text that survives?

It judges lines of text that edits added to pages, each told apart by whether the edit was reverted
for damage. Reading them from dumps lives in `revscoring.utilities.languages._history`, showing the
report in `revscoring.languages.workshop.lint_report`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ..lists.notation import Entry
from .attribution import EntryFinder
from .rates import Ratio, rate_ratio

__all__ = [
    "VERDICTS",
    "AddedLine",
    "Context",
    "Lint",
    "LintReport",
    "LintedEntry",
    "Suggestion",
    "count_words",
]

#: Verdict → what it says, worst first. The first three are reported.
VERDICTS: Final = {
    "opposite": "stands more often in text that survived than in text that was reverted",
    "nothing": "stands about as often in text that survived as in text that was reverted",
    "unknown": "stands in text that survived; no reverted text to compare with",
    "rare": "too rare here to judge",
    "holds": "stands more often in text that was reverted",
}
REPORTED: Final = ("opposite", "nothing", "unknown")

#: How many characters of a context are shown on each side of a match.
AROUND: Final = 60

#: Of the scripts that do not part words, each character counts as a word.
_WORD = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+")
_UNPARTED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{2,}")


@dataclass(frozen=True)
class AddedLine:
    """A line of text that an edit added to a page.

    Attributes
    ----------
    text : str
        The line, or the part of it that was added.
    damaged : bool
        Whether the edit was reverted for damage.
    rev_id : int
        The revision.
    page : str
        The title of the page.
    """

    text: str
    damaged: bool
    rev_id: int = 0
    page: str = ""


@dataclass(frozen=True)
class Context:
    """A match with the text around it.

    Attributes
    ----------
    before, match, after : str
    rev_id : int
    page : str
    """

    before: str
    match: str
    after: str
    rev_id: int
    page: str


def count_words(text: str) -> int:
    """Count the words of a text; each character does of the scripts that do not part words.

    Examples
    --------
    >>> count_words("two words"), count_words("維基 wiki")
    (2, 3)
    """
    return sum(1 for _ in _WORD.finditer(text))


@dataclass
class LintedEntry:
    """What the lint found of an entry.

    Attributes
    ----------
    set_name, file : str
        The set, and its list.
    entry : Entry
        With its line in the list.
    survived, damaged : int
        In how many lines it stands that survived, and that were added by reverted edits.
    survived_contexts, damaged_contexts : list of Context
        Examples.
    ratio : Ratio or None
        How many times likelier it is in damage.
    verdict : str
        A key of `VERDICTS`.
    """

    set_name: str
    file: str
    entry: Entry
    survived: int = 0
    damaged: int = 0
    survived_contexts: list[Context] = field(default_factory=list)
    damaged_contexts: list[Context] = field(default_factory=list)
    ratio: Ratio | None = None
    verdict: str = "rare"


@dataclass(frozen=True)
class Suggestion:
    """A term that no entry matches, and that is much likelier in damage.

    Attributes
    ----------
    term : str
    survived : int
        In how many lines it stands.
    damaged : int
        How many reverted edits added it, however often each: one vandal's page of text is one.
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
        How much text there was.
    entries : list of LintedEntry
        Those that were found at all, worst first.
    absent : int
        How many entries were never found.
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
        """The entries that say nothing, or the opposite of what their list claims."""
        return [entry for entry in self.entries if entry.verdict in REPORTED]


class Lint:
    """Counts how often the entries of lists stand in damage and in text that survived.

    An entry counts once per line, however often it is repeated there.

    Parameters
    ----------
    finders : sequence of EntryFinder
        The lists.
    contexts : int
        How many examples to keep of each entry, of damage and of surviving text.
    suggest : bool
        Whether to count all terms, to suggest some.

    Examples
    --------
    >>> lint = Lint([EntryFinder([Entry("ha", 1, "ha"), Entry("scemo", 2, "scemo")], name="informals")])
    >>> for number in range(20):
    ...     lint.add(AddedLine(f"Il paese ha {number} abitanti", damaged=False))
    ...     lint.add(AddedLine(f"sei scemo {number}", damaged=True))
    >>> [(found.entry.text, found.verdict) for found in lint.report().entries]
    [('ha', 'opposite'), ('scemo', 'holds')]
    """

    def __init__(self, finders: Sequence[EntryFinder], *, contexts: int = 3, suggest: bool = False) -> None:
        self.finders = list(finders)
        self.contexts = contexts
        self.suggest = suggest
        self._found: dict[tuple[int, int], LintedEntry] = {}
        self._lines = Counter[bool]()
        self._words = Counter[bool]()
        self._terms: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
        self._last_edit: dict[str, int] = {}
        self._unparted = any(finder.wrapping is None for finder in self.finders)

    def add(self, line: AddedLine) -> None:
        """Count what stands in a line."""
        self._lines[line.damaged] += 1
        self._words[line.damaged] += count_words(line.text)
        for number, finder in enumerate(self.finders):
            self._count(number, finder, line)
        if self.suggest:
            terms = self._terms_of(line.text)
            if line.damaged:
                terms = {term for term in terms if self._last_edit.get(term) != line.rev_id}
                self._last_edit.update(dict.fromkeys(terms, line.rev_id))
            self._terms[line.damaged].update(terms)

    def add_all(self, lines: Iterable[AddedLine]) -> None:
        """Count what stands in some lines."""
        for line in lines:
            self.add(line)

    def _count(self, number: int, finder: EntryFinder, line: AddedLine) -> None:
        counted = set()
        for match in finder.find(line.text):
            if match.entry in counted:
                continue
            counted.add(match.entry)
            key = number, match.entry
            if key not in self._found:
                self._found[key] = LintedEntry(
                    finder.name, finder.file_of(match.entry), finder.entries[match.entry]
                )
            linted = self._found[key]
            if line.damaged:
                linted.damaged += 1
                kept = linted.damaged_contexts
            else:
                linted.survived += 1
                kept = linted.survived_contexts
            if len(kept) < self.contexts:
                kept.append(_context(finder.prepared(line.text), match.start, match.end, line))

    def report(self, *, min_count: int = 5, min_ratio: float = 2.0) -> LintReport:
        """Judge the entries.

        Parameters
        ----------
        min_count : int
            Entries that were found in fewer lines are not judged, terms of fewer reverted edits not
            suggested.
        min_ratio : float
            How many times likelier in damage a term must be at least, by the lower end of the interval,
            to be suggested.
        """
        for linted in self._found.values():
            linted.ratio = self._ratio(linted.damaged, linted.survived)
            linted.verdict = _verdict(linted, min_count)
        order = list(VERDICTS)
        entries = sorted(
            self._found.values(),
            key=lambda e: (order.index(e.verdict), -e.survived, e.damaged, e.set_name, e.entry.line),
        )
        absent = sum(len(finder.entries) for finder in self.finders) - len(entries)
        suggestions = list(self._suggestions(min_count, min_ratio))
        return LintReport(
            self._lines[False],
            self._lines[True],
            self._words[False],
            self._words[True],
            entries,
            absent,
            sorted(suggestions, key=lambda found: (-found.ratio.low, found.term)),
        )

    def _ratio(self, damaged: int, survived: int) -> Ratio | None:
        return rate_ratio(damaged, self._words[True], survived, self._words[False])

    def _terms_of(self, text: str) -> set[str]:
        """Return the terms of a line: words, or short stretches where words are not parted."""
        terms = {word for word in re.findall(r"[^\W\d_]{2,}", text.lower()) if len(word) <= 40}
        if self._unparted:
            for run in _UNPARTED.findall(text):
                terms.discard(run)
                terms.update(run[i : i + size] for size in (2, 3, 4) for i in range(len(run) - size + 1))
        return terms

    def _suggestions(self, min_count: int, min_ratio: float) -> Iterator[Suggestion]:
        survived = self._terms[False]
        for term, damaged in self._terms[True].items():
            if damaged < min_count:
                continue
            ratio = self._ratio(damaged, survived[term])
            if ratio is None or ratio.low < min_ratio:
                continue
            if not any(finder.matches(term) for finder in self.finders):
                yield Suggestion(term, survived[term], damaged, ratio)


def _verdict(linted: LintedEntry, min_count: int) -> str:
    ratio = linted.ratio
    if linted.survived + linted.damaged < min_count:
        return "rare"
    if ratio is None:
        return "unknown" if linted.survived else "rare"
    if ratio.high < 1:
        return "opposite"
    return "holds" if ratio.low > 1 else "nothing"


def _context(text: str, start: int, end: int, line: AddedLine) -> Context:
    before = text[max(0, start - AROUND) : start]
    after = text[end : end + AROUND]
    return Context(
        ("…" if start > AROUND else "") + before,
        text[start:end],
        after + ("…" if end + AROUND < len(text) else ""),
        line.rev_id,
        line.page,
    )
