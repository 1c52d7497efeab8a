"""Drift as people read it: sentences and tables, for a terminal and for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..scoring.records import Figure, figure_text
from .audit_words import AuditPart
from .drift import ALARM, SCORE, SURE, ColumnDrift

__all__ = ["drift_parts"]

#: How many features without an alarm are shown.
QUIET_SHOWN = 5


def drift_parts(
    found: Sequence[ColumnDrift],
    edits: int,
    reference: str,
    descriptions: Mapping[str, str],
    shares: Sequence[tuple[str, Sequence[tuple[str, int, Figure | None]]]] = (),
    labelled: Mapping[str, Any] | None = None,
) -> list[AuditPart]:
    """Return what is found of drift.

    Parameters
    ----------
    found : sequence of ColumnDrift
    edits : int
        How many edits were compared.
    reference : str
        With what they were compared.
    descriptions : dict of str to str
        What features are, by name.
    shares : sequence of (str, rows)
        By threshold, for each group or week its name, the number of edits, and the share of flagged ones.
    labelled : mapping, optional
        What labels tell: see `revscoring drift`.
    """
    alarms = [one for one in found if one["alarm"]]
    shown = [*alarms, *[one for one in found if not one["alarm"]][:QUIET_SHOWN]]
    said = f"{len(alarms)} of {len(found)} differ much" if alarms else f"None of {len(found)} differs much"
    sentences = [
        f"{edits:,} edits are compared with {reference}.",
        f"{said}: an index (PSI) above {ALARM:g}, with an interval above {SURE:g}. 0 is no difference.",
    ]
    sentences += [
        f"{descriptions.get(one['name'], one['name'])}: the same for all edits now. Is a dictionary or "
        "another part missing where the values come from?"
        for one in found
        if one["constant"]
    ]
    header = ["feature", "index", "interval", "median then", "median now", "missing, of 100", "meaning"]
    rows = [
        [
            f"{one['name'].removeprefix('feature.')}{' (!)' if one['alarm'] else ''}",
            f"{one['psi']['value']:.2f}",
            f"{one['psi']['low']:.2f} to {one['psi']['high']:.2f}",
            *map(_number, one["median"]),
            f"{100 * one['missing']:.0f}",
            "what the model answers" if one["name"] == SCORE else descriptions.get(one["name"], ""),
        ]
        for one in shown
    ]
    parts = [
        AuditPart("", sentences), AuditPart("Features and scores", [], header, rows),
    ]  # fmt: skip
    for name, of in shares:
        lines = [[group, f"{n:,}", _text(figure)] for group, n, figure in of]
        parts.append(AuditPart(f"Flagged {name}", [], ["edits", "number", "flagged"], lines))
    if labelled is not None:
        parts.append(AuditPart("Labels", _label_sentences(labelled)))
    return parts


def _label_sentences(labelled: Mapping[str, Any]) -> list[str]:
    sentences = [f"{_text(labelled['rate'])} of {labelled['edits']:,} edits have the label."]
    if labelled["rate_then"] is not None:
        sentences[0] += f" It was {100 * labelled['rate_then']:.1f} of 100 when the model learned."
    if labelled["excess"] is not None:
        one = labelled["excess"]
        sign = 1 if one["value"] >= 0 else -1
        low, high = sorted((sign * one["low"], sign * one["high"]))
        sentences.append(
            f"The mean score is {abs(one['value']):.3f} {'above' if sign > 0 else 'below'} the "
            f"share with the label ({low:.3f} to {high:.3f})."
        )
    for name, figure in labelled["precision"].items():
        low, high = labelled["precision_at_any_look"][name]
        sentences.append(
            f"{name}: {_text(figure)} of the flagged edits have the label; {100 * low:.0f} to "
            f"{100 * high:.0f} of 100 however often you look, if each edit tells as much as any other."
        )
    return sentences


def _text(figure: Figure | None) -> str:
    return "–" if figure is None else figure_text(figure)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.4g}"
