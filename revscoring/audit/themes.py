"""Themes of errors: what edits about which a model is wrong have in common.

Themes are found on one half of the pages and confirmed on the other, so that a theme is no chance of the
edits that it was found in, and its numbers are not too high.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..scoring.records import Figure, figure_text
from .conditions import AuditedEdit, Condition, Mask, conditions_of, log_odds
from .intervals import share

__all__ = ["Errors", "Theme", "find_errors"]

#: How many slices are confirmed, how many errors each has in the half that it is found in, and how many
#: standard errors its rate is above that of the others there.
MOST_CONFIRMED: Final = 60
LEAST_ERRORS: Final = 5
LEAST_DEVIATION: Final = 2.5

#: A slice goes if a theme covers so much of its errors.
COVERED: Final = 0.8

EXAMPLES: Final = 5
WORDS: Final = 6

#: Names of features that count the words of a list.
WORD_LISTS: Final = re.compile(r"\b(badwords|informals|words_to_watch|idioms)\b")


class _Slice(NamedTuple):
    conditions: tuple[int, ...]
    deviation: float


@dataclass(frozen=True)
class Theme:
    """Edits that a model is wrong about more often than about others.

    Attributes
    ----------
    name : str
    conditions : tuple of Condition
        Empty for a theme by hand.
    n, errors : int
        How many edits of the confirming half there are, and how many of them are errors.
    rate, rest : Figure
        The share of errors, and that in all other edits there.
    share_of_errors : float
    p_value : float or None
        Of Fisher's exact test on the confirming half, after Benjamini and Hochberg; None for one by hand.
    words : list of str
        What its errors say more often than edits that are judged rightly.
    examples : list of AuditedEdit
        Of different pages.
    advice : str
    worst : str
        A condition under which it is worse still; empty if none is confirmed.
    worst_rate : Figure or None
    agrees_with : dict
        For a theme by hand: names of found themes → the share of its errors that they have too.
    """

    name: str
    conditions: tuple[Condition, ...]
    n: int
    errors: int
    rate: Figure | None
    rest: Figure | None
    share_of_errors: float
    p_value: float | None
    words: list[str]
    examples: list[AuditedEdit]
    advice: str = ""
    worst: str = ""
    worst_rate: Figure | None = None
    agrees_with: Mapping[str, float] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the theme as plain data."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "conditions"}
        found["conditions"] = [
            {"kind": one.kind, "about": one.about, "text": one.text} for one in self.conditions
        ]
        found["examples"] = [
            {"rev_id": one.rev_id, "title": one.title, "link": one.link} for one in self.examples
        ]
        return found


@dataclass(frozen=True)
class Errors:
    """Themes of errors, the most certain first, and how much they explain.

    Attributes
    ----------
    n, errors : int
        Of all edits that could be wrong, and of those that are.
    themes, by_hand : list of Theme
    covered : float
        The share of the errors of the confirming half that are in a theme.
    tried : int
        How many conditions, alone and in pairs, were looked at.
    """

    n: int
    errors: int
    themes: list[Theme]
    by_hand: list[Theme]
    covered: float
    tried: int

    def to_json(self) -> dict[str, Any]:
        """Return all as plain data."""
        return {
            "n": self.n,
            "errors": self.errors,
            "covered": self.covered,
            "tried": self.tried,
            "themes": [theme.to_json() for theme in self.themes],
            "by_hand": [theme.to_json() for theme in self.by_hand],
        }

    def sentences(self, kind: str, threshold: float) -> list[str]:
        """Say how many errors there are, and how much of them the themes explain."""
        could, score = ("good", "at least") if kind == "false positives" else ("bad", "less than")
        first = (
            f"{self.errors:,} of {self.n:,} {could} edits are {kind}: their score is {score} {threshold:.3f}."
        )
        if not self.themes:
            return [first, f"No theme of the {self.tried:,} that were tried is confirmed on other pages."]
        said = "One theme is" if len(self.themes) == 1 else f"These {len(self.themes)} themes are"
        rest = "." if self.covered > 0.995 else "; the rest is in none."
        return [first, f"{said} {100 * self.covered:.0f} % of the errors{rest}"]

    def render(self, form: str, kind: str, threshold: float) -> str:
        """Write the themes as a page (``html``) or for a wiki (``wikitext``)."""
        from ..scoring.reports import page_templates

        template = page_templates("revscoring.audit").get_template(f"errors.{form}.jinja")
        title = f"What {kind} have in common"
        return template.render(errors=self, kind=kind, threshold=threshold, title=title, figure=figure_text)


def find_errors(
    edits: Sequence[AuditedEdit],
    descriptions: Mapping[str, str] | None = None,
    fdr: float = 0.1,
    by_hand: Mapping[str, Mask] | None = None,
    most: int = 12,
) -> Errors:
    """Find what errors have in common.

    Parameters
    ----------
    edits : sequence of AuditedEdit
        All edits of one label, such as all good ones: those that the model flags are errors.
    descriptions : mapping, optional
        Of features, by their names.
    fdr : float
        The share of false themes among all that is accepted (Benjamini and Hochberg).
    by_hand : mapping, optional
        Themes that people made: names → which edits belong to them.
    most : int
        How many themes there are at most.

    References
    ----------
    Sagadeeva and Boehm, SliceLine, SIGMOD 2021; here depth 2 is searched wholly, by products of matrices.
    """
    conditions = conditions_of(edits, descriptions)
    is_error = np.asarray([edit.is_error for edit in edits], dtype=bool)
    halves = np.asarray([_half(edit.page) for edit in edits], dtype=bool)
    slices, tried = _search(conditions, is_error, halves)
    confirmed = _confirm(slices, conditions, is_error, ~halves, fdr)
    chosen = _prune(confirmed, conditions, is_error, ~halves)[:most]
    themes = []
    covered = np.zeros(len(edits), dtype=bool)
    for one, p_value in chosen:
        parts = tuple(conditions[place] for place in one.conditions)
        mask = _mask(one, conditions)
        covered |= mask
        themes.append(
            _theme(" and ".join(part.text for part in parts), parts, mask, edits, is_error, ~halves, p_value)
        )
    themes = _with_worst(themes, chosen, confirmed, conditions, is_error, ~halves)
    hand = []
    for name, mask in (by_hand or {}).items():
        theme = _theme(name, (), mask, edits, is_error, np.ones(len(edits), dtype=bool), None)
        hand.append(_with_agreement(theme, mask & is_error, themes))
    in_half = is_error & ~halves
    share_covered = float((covered & in_half).sum() / max(in_half.sum(), 1))
    return Errors(len(edits), int(is_error.sum()), themes, hand, share_covered, tried)


def _half(page: str) -> bool:
    """Return in which half a page is; always the same one."""
    return bool(hashlib.blake2b(page.encode("utf-8", "surrogatepass"), digest_size=1).digest()[0] & 1)


def _search(conditions: Sequence[Condition], is_error: Mask, half: Mask) -> tuple[list[_Slice], int]:
    """Return slices of one or two conditions that have more errors than other edits, the clearest first."""
    if not conditions or not is_error[half].any():
        return [], 0
    matrix = np.stack([one.mask[half] for one in conditions], axis=1).astype(np.float32)
    wrong = is_error[half]
    both = matrix.T @ matrix
    errors = matrix[wrong].T @ matrix[wrong]
    n, total = float(half.sum()), float(wrong.sum())
    deviation = _deviations(both, errors, n, total)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = errors / both
        single = np.diag(rate)
    parent = np.maximum(single[:, None], single[None, :])
    noise = np.sqrt(np.nan_to_num(parent * (1 - parent)) / np.maximum(both, 1))
    adds = np.nan_to_num(rate) > np.nan_to_num(parent) + LEAST_DEVIATION * noise
    good = (errors >= LEAST_ERRORS) & (deviation >= LEAST_DEVIATION)
    found = [
        _Slice((place,), float(deviation[place, place])) for place in np.flatnonzero(np.diag(good)).tolist()
    ]
    pairs = np.argwhere(np.triu(good & adds, 1))
    found += [_Slice((int(one), int(other)), float(deviation[one, other])) for one, other in pairs]
    order = {"word": 0, "group": 1, "feature": 2}
    found.sort(
        key=lambda one: (
            -round(one.deviation, 3),
            len(one.conditions),
            order[conditions[one.conditions[0]].kind],
            one.conditions,
        )
    )
    singles = [one for one in found if len(one.conditions) == 1][:MOST_CONFIRMED]
    doubles = [one for one in found if len(one.conditions) == 2][:MOST_CONFIRMED]
    return singles + doubles, len(conditions) * (len(conditions) + 1) // 2


def _deviations(
    sizes: NDArray[np.float32], errors: NDArray[np.float32], n: float, total: float
) -> NDArray[np.float64]:
    """Return by how many standard errors the share of errors in slices is above that in the rest."""
    rest = n - sizes
    pooled = total / n
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = errors / sizes - (total - errors) / rest
        found = difference / np.sqrt(pooled * (1 - pooled) * (1 / sizes + 1 / rest))
    return np.nan_to_num(found, nan=-1.0, posinf=-1.0, neginf=-1.0).astype(np.float64)


def _mask(one: _Slice, conditions: Sequence[Condition]) -> Mask:
    mask = conditions[one.conditions[0]].mask
    for place in one.conditions[1:]:
        mask = mask & conditions[place].mask
    return mask


def _fisher(inside: Mask, is_error: Mask, among: Mask) -> float:
    """Return how probable so many errors inside are, of those among, if inside is like the rest."""
    from scipy.stats import hypergeom

    inside = inside & among
    errors = int((inside & is_error).sum())
    return float(hypergeom.sf(errors - 1, among.sum(), (is_error & among).sum(), inside.sum()))


def _confirm(
    slices: Sequence[_Slice], conditions: Sequence[Condition], is_error: Mask, half: Mask, fdr: float
) -> list[tuple[_Slice, float]]:
    """Return the slices that the other half of the pages confirms, with corrected p-values."""
    from scipy.stats import false_discovery_control

    if not slices or not is_error[half].any():
        return []
    p_values = [_fisher(_mask(one, conditions), is_error, half) for one in slices]
    corrected = false_discovery_control(p_values)
    kept = [(one, float(p)) for one, p in zip(slices, corrected, strict=True) if p <= fdr]
    return sorted(kept, key=lambda pair: -pair[0].deviation)


def _prune(
    confirmed: Sequence[tuple[_Slice, float]], conditions: Sequence[Condition], is_error: Mask, half: Mask
) -> list[tuple[_Slice, float]]:
    """Return slices that explain errors which none of those before them does."""
    chosen: list[tuple[_Slice, float]] = []
    covered = np.zeros(len(is_error), dtype=bool)
    for one, p_value in confirmed:
        mask = _mask(one, conditions)
        errors = mask & is_error & half
        if not errors.any() or (errors & covered).sum() >= COVERED * errors.sum():
            continue
        if chosen and _fisher(mask & ~covered, is_error, half & ~covered) > 0.01:
            continue
        chosen.append((one, p_value))
        covered |= mask
    return chosen


def _with_worst(
    themes: list[Theme],
    chosen: Sequence[tuple[_Slice, float]],
    confirmed: Sequence[tuple[_Slice, float]],
    conditions: Sequence[Condition],
    is_error: Mask,
    half: Mask,
) -> list[Theme]:
    """Name for each theme of one condition a second one under which it is worse still, if there is one."""
    found = []
    for theme, (one, _) in zip(themes, chosen, strict=True):
        within = _mask(one, conditions) & half
        pairs = [
            other
            for other, _ in confirmed
            if len(one.conditions) == 1
            and len(other.conditions) == 2
            and one.conditions[0] in other.conditions
        ]
        tested = [(_fisher(_mask(other, conditions), is_error, within), other) for other in pairs]
        if tested and min(tested)[0] * len(tested) <= 0.01:
            best = min(tested)[1]
            (place,) = set(best.conditions) - set(one.conditions)
            inside = _mask(best, conditions) & half
            theme = replace(theme, worst=conditions[place].text, worst_rate=share(is_error[inside]))
        found.append(theme)
    return found


def _theme(
    name: str,
    parts: tuple[Condition, ...],
    mask: Mask,
    edits: Sequence[AuditedEdit],
    is_error: Mask,
    half: Mask,
    p_value: float | None,
) -> Theme:
    inside, outside = mask & half, ~mask & half
    wrong = [edits[place] for place in np.flatnonzero(mask & is_error).tolist()]
    words = log_odds(wrong, (edit for edit in edits if not edit.is_error))
    pages: dict[str, AuditedEdit] = {}
    for place in np.flatnonzero(inside & is_error).tolist():
        pages.setdefault(edits[place].page, edits[place])
    told = [word for word, score in words[:WORDS] if score > 1.96]
    return Theme(
        name,
        parts,
        int(inside.sum()),
        int((inside & is_error).sum()),
        share(is_error[inside]),
        share(is_error[outside]),
        float((inside & is_error).sum() / max((is_error & half).sum(), 1)),
        p_value,
        told,
        list(pages.values())[:EXAMPLES],
        _advice(parts, told),
    )


def _advice(parts: Sequence[Condition], words: Sequence[str]) -> str:
    """Return what to do about a theme with such words."""
    by_kind = {part.kind: part for part in reversed(parts)}
    if "word" in by_kind:
        word = by_kind["word"].about
        return (
            f"See which list counts “{word}” (revscoring languages try LANGUAGE {word!r}), and whether it "
            "belongs there."
        )
    if not parts:
        return ""
    part = parts[0]
    if part.kind == "feature" and words and WORD_LISTS.search(part.about):
        text = " ".join(words)
        return (
            f"See which of these words the list has (revscoring languages try LANGUAGE {text!r}), and "
            "whether they belong there."
        )
    if part.kind == "feature":
        return f"See what {part.about} counts (revscoring draw), and whether the model does without it."
    if part.about == "editor":
        return "See what the model costs this group: revscoring audit --group editor."
    return f"Leave such edits to people, or add a feature that knows them ({part.text})."


def _with_agreement(theme: Theme, errors: Mask, themes: Sequence[Theme]) -> Theme:
    agrees = {}
    for one in themes:
        mask = np.logical_and.reduce([part.mask for part in one.conditions])
        agrees[one.name] = float((mask & errors).sum() / max(errors.sum(), 1))
    return replace(theme, agrees_with=agrees)
