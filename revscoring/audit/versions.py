"""Versions of a model side by side: which edits each judges wrongly, at its own threshold for one question.

A threshold of one version means nothing to another, so versions are compared at the same *question*, such as
"maximum filter_rate @ recall >= 0.75". The edits are those that people reported, or a test set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ..scoring.statistics.classification import ThresholdOptimization
from ..scoring.summary import statistics_of

if TYPE_CHECKING:
    from ..scoring import Model

__all__ = ["Case", "Comparison", "Version", "VersionTable", "compare", "mark", "threshold_of"]


class Case(NamedTuple):
    """An edit, and what is true of it.

    Attributes
    ----------
    rev_id : int
    truth : bool or None
        Whether it has the label; None if that is disputed or not known, so it is shown and not counted.
    theme : str
    link : str
        The address of the page that shows it; may be empty.
    """

    rev_id: int
    truth: bool | None
    theme: str = ""
    link: str = ""


class Version(NamedTuple):
    """A version of a model, and its threshold for the question."""

    name: str
    threshold: float


class Comparison(NamedTuple):
    """What changed from one version to another.

    Attributes
    ----------
    old, new : str
        The names of the versions.
    n : int
        How many edits both have scored, and whose truth is known.
    fixed, still_wrong, newly_wrong : list of int
        Ids of revisions. What is newly wrong is also called a negative flip.
    p_value : float
        Of the exact test of McNemar: how probable it is that the two numbers of changes differ as much if
        both versions are equally good.
    """

    old: str
    new: str
    n: int
    fixed: list[int]
    still_wrong: list[int]
    newly_wrong: list[int]
    p_value: float

    def sentence(self) -> str:
        """Say it in one sentence.

        Examples
        --------
        >>> Comparison("1.0", "1.1", 10, [1, 2, 3], [4], [5], 0.625).sentence()
        'From 1.0 to 1.1: 3 fixed, 1 still wrong, 1 newly wrong, of 10 edits (exact McNemar test: p = 0.62).'
        """
        return (
            f"From {self.old} to {self.new}: {len(self.fixed):,} fixed, {len(self.still_wrong):,} still "
            f"wrong, {len(self.newly_wrong):,} newly wrong, of {self.n:,} edits (exact McNemar test: p = "
            f"{self.p_value:.2g})."
        )


def compare(
    old: str,
    new: str,
    rev_ids: Sequence[int],
    old_right: Sequence[bool | None],
    new_right: Sequence[bool | None],
) -> Comparison:
    """Compare two versions by whether each is right about edits; None where that is not known.

    References
    ----------
    McNemar, Note on the sampling error of the difference between correlated proportions, Psychometrika 12
    (1947). Xie et al., Regression bugs are in your model!, ACL 2021 (arXiv 2105.03048).

    Examples
    --------
    >>> found = compare("1.0", "1.1", [5, 6, 7], [False, True, None], [True, True, False])
    >>> found.n, found.fixed, found.newly_wrong, found.p_value
    (2, [5], [], 1.0)
    """
    from scipy.stats import binomtest

    known = [
        (rev_id, before, after)
        for rev_id, before, after in zip(rev_ids, old_right, new_right, strict=True)
        if before is not None and after is not None
    ]
    fixed = [rev_id for rev_id, before, after in known if after and not before]
    newly = [rev_id for rev_id, before, after in known if before and not after]
    still = [rev_id for rev_id, before, after in known if not before and not after]
    changed = len(fixed) + len(newly)
    p_value = float(binomtest(len(newly), changed, 0.5).pvalue) if changed else 1.0
    return Comparison(old, new, len(known), fixed, still, newly, p_value)


def threshold_of(model: Model, question: str, label: Any = True) -> float:
    """Return the threshold of a model that answers a question, such as "filter rate at recall 0.75".

    Raises
    ------
    ValueError
        If the question is not understood, the model has no statistics, or no threshold does it.
    """
    optimization = ThresholdOptimization.from_words(question)
    statistics = statistics_of(model)
    if statistics is None or "thresholds" not in statistics:
        raise ValueError("it has no statistics of thresholds: see revscoring test_model, or give --threshold")
    if label not in statistics.labels:
        raise ValueError(f"it does not know the label {label!r}")
    threshold = statistics["thresholds"][label][str(optimization)]
    if threshold is None:
        raise ValueError(f"no threshold of it gives {optimization}")
    return float(threshold)


@dataclass(frozen=True)
class VersionTable:
    """Edits and versions of a model.

    Parameters
    ----------
    question : str
        What the thresholds answer.
    cases : sequence of Case
    versions : sequence of Version
        The older first.
    probabilities : sequence of sequence of float or None
        For each version, the probability of the label for each case; None if it could not be scored.
    is_sample : bool
        Whether the edits are a test set. Reports are none, so they tell nothing about rates.
    """

    question: str
    cases: Sequence[Case]
    versions: Sequence[Version]
    probabilities: Sequence[Sequence[float | None]]
    is_sample: bool = False

    def right(self, place: int) -> list[bool | None]:
        """Return whether a version is right about each case; None where that is not known."""
        threshold = self.versions[place].threshold
        return [
            None if case.truth is None or found is None else (found >= threshold) is case.truth
            for case, found in zip(self.cases, self.probabilities[place], strict=True)
        ]

    def comparisons(self) -> list[Comparison]:
        """Compare each version with the one before it, and the last with the first."""
        ids = [case.rev_id for case in self.cases]
        names = [version.name for version in self.versions]
        places = [(one, one + 1) for one in range(len(names) - 1)]
        if len(places) > 1:
            places.append((0, len(names) - 1))
        right = [self.right(place) for place in range(len(names))]
        return [compare(names[old], names[new], ids, right[old], right[new]) for old, new in places]

    def caution(self) -> str:
        """Return what the numbers do not say."""
        if self.is_sample:
            return ""
        return (
            "People choose what they report: these numbers are about these edits, and are no rates of error."
        )

    def rows(self) -> Iterator[tuple[Case, list[tuple[float | None, bool | None]]]]:
        """Yield each case with the probabilities of the versions, and whether they are right; by theme."""
        right = [self.right(place) for place in range(len(self.versions))]
        themes = {case.theme: place for place, case in reversed(list(enumerate(self.cases)))}
        for place in sorted(
            range(len(self.cases)), key=lambda place: (themes[self.cases[place].theme], place)
        ):
            yield (
                self.cases[place],
                [(self.probabilities[one][place], right[one][place]) for one in range(len(right))],
            )

    def to_json(self) -> dict[str, Any]:
        """Return the table as plain data."""
        return {
            "question": self.question,
            "versions": [version._asdict() for version in self.versions],
            "cases": [
                {
                    **case._asdict(),
                    "cells": [{"probability": found, "right": is_right} for found, is_right in cells],
                }
                for case, cells in self.rows()
            ],
            "comparisons": [one._asdict() for one in self.comparisons()],
            "caution": self.caution(),
        }

    def render(self, form: str, title: str) -> str:
        """Write the table as a page (``html``) or for a wiki (``wikitext``)."""
        from ..scoring.reports import page_templates

        themes: dict[str, list[Any]] = {}
        for row in self.rows():
            themes.setdefault(row[0].theme, []).append(row)
        template = page_templates("revscoring.audit").get_template(f"versions.{form}.jinja")
        context: Mapping[str, Any] = {"title": title, "table": self, "themes": themes, "mark": mark}
        return template.render(context)


def mark(probability: float | None, is_right: bool | None) -> str:
    """Return the text of a cell.

    Examples
    --------
    >>> mark(0.934, False), mark(0.12, True), mark(0.5, None), mark(None, None)
    ('0.93 ✗', '0.12 ✓', '0.50', '–')
    """
    if probability is None:
        return "–"
    return f"{probability:.2f}{'' if is_right is None else ' ✓' if is_right else ' ✗'}"
