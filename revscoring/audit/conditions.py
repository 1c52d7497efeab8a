"""Conditions that edits meet or not, in words: ranges of features, words, groups, and what else is known."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["AuditedEdit", "Condition", "conditions_of", "log_odds"]

#: In how many ranges the values of a feature are divided, by those of edits that are judged rightly.
BINS: Final = 5

#: Values of features with at most so many different ones are not divided.
FEW_VALUES: Final = 5

#: How many words are conditions, and on how many pages of errors each stands.
MOST_WORDS: Final = 200
LEAST_PAGES: Final = 3

#: What log odds of words are compared with: as many words as this, spread as in all edits.
PRIOR: Final = 500.0

Mask = NDArray[np.bool_]


class AuditedEdit(NamedTuple):
    """An edit as errors are looked for in it.

    Attributes
    ----------
    rev_id : int
    page : str
    is_error : bool
        Whether the model is wrong about it; all others are judged rightly, and of the same label.
    features : mapping
        Values of features, by their names.
    words : collection of str
        Words that it adds.
    groups : mapping
        Groups that it belongs to, by the name of the grouping; and "" for what is simply true of it.
    link, title : str
    """

    rev_id: Any
    page: str
    is_error: bool
    features: Mapping[str, Any] = {}
    words: Sequence[str] = ()
    groups: Mapping[str, str] = {}
    link: str = ""
    title: str = ""


class Condition(NamedTuple):
    """Something that is true of some edits.

    Attributes
    ----------
    kind : {'feature', 'word', 'group'}
    about : str
        The name of the feature or grouping, or the word.
    text : str
        In words, as what the edit is or does.
    mask : array of bool
    """

    kind: str
    about: str
    text: str
    mask: Mask


def conditions_of(
    edits: Sequence[AuditedEdit], descriptions: Mapping[str, str] | None = None
) -> list[Condition]:
    """Return the conditions that some of the edits meet, without those that all or none do.

    `descriptions` are those of features, by their names.
    """
    found: list[Condition] = []
    names = dict.fromkeys(name for edit in edits for name in edit.features)
    right = np.asarray([not edit.is_error for edit in edits])
    for name in names:
        values = np.asarray([_number(edit.features.get(name)) for edit in edits])
        found += _ranges(name, (descriptions or {}).get(name) or name.removeprefix("feature."), values, right)
    groupings = dict.fromkeys(pair for edit in edits for pair in edit.groups.items())
    for by, group in groupings:
        mask = np.asarray([edit.groups.get(by) == group for edit in edits])
        found.append(Condition("group", by or group, group if not by.strip() else f"{by}: {group}", mask))
    found += _words(edits)
    return [one for one in found if 0 < one.mask.sum() < len(edits)]


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def _ranges(name: str, words: str, values: NDArray[np.float64], right: Mask) -> list[Condition]:
    """Return a condition for each value of a feature, or for five ranges of equally many right edits."""
    known = values[~np.isnan(values)]
    unique = np.unique(known)
    if len(unique) <= 1:
        return []
    if len(unique) <= FEW_VALUES:
        is_bool = set(unique.tolist()) == {0.0, 1.0}
        texts = [("no" if not value else "yes") if is_bool else f"{value:g}" for value in unique]
        return [
            Condition("feature", name, f"{words}: {text}", values == value)
            for value, text in zip(unique, texts, strict=True)
        ]
    chosen = values[right & ~np.isnan(values)]
    edges = np.unique(np.quantile(chosen if len(chosen) else known, np.linspace(0, 1, BINS + 1)[1:-1]))
    bounds = [-math.inf, *edges.tolist(), math.inf]
    conditions = []
    for low, high in pairwise(bounds):
        mask = (values > low) & (values <= high)
        if math.isinf(low):
            text = f"{words}: at most {high:.4g}"
        else:
            text = f"{words}: more than {low:.4g}" + ("" if math.isinf(high) else f", at most {high:.4g}")
        conditions.append(Condition("feature", name, text, mask))
    return conditions


def _words(edits: Sequence[AuditedEdit]) -> list[Condition]:
    """Return the words that errors have most more often than what is judged rightly."""
    pages: dict[str, set[str]] = {}
    places: dict[str, list[int]] = {}
    for place, edit in enumerate(edits):
        for word in set(edit.words):
            places.setdefault(word, []).append(place)
            if edit.is_error:
                pages.setdefault(word, set()).add(edit.page)
    frequent = sorted(
        (word for word, on in pages.items() if len(on) >= LEAST_PAGES),
        key=lambda word: (-len(pages[word]), word),
    )
    conditions = []
    for word in frequent[:MOST_WORDS]:
        mask = np.zeros(len(edits), dtype=bool)
        mask[places[word]] = True
        conditions.append(Condition("word", word, f"adds the word “{word}”", mask))
    return conditions


def log_odds(edits: Iterable[AuditedEdit], others: Iterable[AuditedEdit]) -> list[tuple[str, float]]:
    """Return words with how much more frequent they are in edits than in others, in standard errors.

    The log odds have an informative Dirichlet prior, the frequencies in both. A word counts once per page.

    References
    ----------
    Monroe, Colaresi and Quinn, Fightin' words, Political Analysis 16 (2008).

    Examples
    --------
    >>> errors = [AuditedEdit(n, f"page {n}", True, words=["ha", "the"]) for n in range(9)]
    >>> right = [AuditedEdit(n, f"page {n}", False, words=["the", "lake"]) for n in range(9)]
    >>> [word for word, _ in log_odds(errors, right)]
    ['ha', 'the', 'lake']
    """
    one, other = (
        Counter(word for word, _ in {(word, edit.page) for edit in some for word in edit.words})
        for some in (edits, others)
    )
    both = one + other
    total = sum(both.values())
    n_one, n_other = sum(one.values()), sum(other.values())
    scored = []
    for word, count in both.items():
        prior = PRIOR * count / total
        odds = [
            math.log((found[word] + prior) / (n + PRIOR - found[word] - prior))
            for found, n in ((one, n_one), (other, n_other))
        ]
        deviation = math.sqrt(1 / (one[word] + prior) + 1 / (other[word] + prior))
        scored.append((word, (odds[0] - odds[1]) / deviation))
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))
