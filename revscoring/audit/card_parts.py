"""What audits add to model cards: who is hit by errors, themes of errors, and open reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from ..scoring import Model
from ..scoring.records import figure_text
from ..scoring.reports import CardPart, Table
from .audit_words import AuditPart, main_finding
from .saved import read_saved
from .store import ReportStore

__all__ = ["CardError", "audit_finding", "audit_findings", "report_findings", "theme_findings"]

#: How many themes, and how many themes of reports, a card has.
THEMES: Final = 10

KIND_WORDS: Final = {
    "false-positive": "good edits that were called bad",
    "false-negative": "bad edits that were called good",
    "other": "other",
}


class CardError(ValueError):
    """What a card should show is not understood; the message says why."""


def audit_findings(model: Model) -> list[CardPart]:
    """Return the audit that the file of a model has, as parts of its card; nothing if it has none."""
    saved = read_saved(model.info.get("audit"))
    return [] if saved is None else _under("Who is hit by errors", saved.parts())


def audit_finding(model: Model) -> str:
    """Return who is hit most, in a sentence, with the date of the audit; empty if there is none."""
    saved = read_saved(model.info.get("audit"))
    if saved is None or not (found := main_finding(saved.audit)):
        return ""
    return f"{found} (Audit of {saved.date}, of {saved.audit.everything['n']:,} edits.)"


def _under(title: str, parts: Sequence[AuditPart]) -> list[CardPart]:
    """Return parts below a common heading, which the first of them is given."""
    return [
        CardPart(part.title if place else title, part.sentences, Table(part.header, part.rows), not place)
        for place, part in enumerate(parts)
    ]


def theme_findings(document: Any) -> list[CardPart]:
    """Return the themes of errors as a part of a card, from what ``revscoring errors --as-json`` writes.

    Raises
    ------
    CardError
        If it is something else.
    """
    try:
        kind, n, errors = str(document["kind"]), int(document["n"]), int(document["errors"])
        themes = [*document["themes"], *document["by_hand"]]
        rows = [_theme_row(theme) for theme in themes[:THEMES]]
        sentences = [
            f"{errors:,} {kind.replace('-', ' ')} among {n:,} edits, at scores from "
            f"{float(document['threshold']):.3f}. Themes were found on one half of the pages; the figures "
            "are those of the other half, with intervals of 95 %.",
            f"These themes hold {100 * float(document['covered']):.0f} % of the errors there."
            if rows
            else "No theme was confirmed.",
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CardError(f"this is not what revscoring errors --as-json writes ({error!r:.80})") from None
    header = ["theme", "of 100 errors", "wrong, of 100 such edits", "of 100 others", "words"]
    return [CardPart("Kinds of errors", sentences, Table(header, rows))]


def _theme_row(theme: Mapping[str, Any]) -> list[str]:
    by_hand = "" if theme["conditions"] else " (by hand)"
    return [
        f"{theme['name']}{by_hand}",
        f"{float(theme['share_of_errors']) * 100:.0f}",
        figure_text(theme["rate"], short=True),
        figure_text(theme["rest"], short=True),
        ", ".join(map(str, theme["words"][:5])),
    ]


def report_findings(store: ReportStore, today: date) -> list[CardPart]:
    """Return what people reported as a part of a card: open and resolved reports, by kind and by theme.

    Their notes are left out: they are about people, and may have to be removed.
    """
    reports = [report for _, report in store.keyed_reports()]
    is_open = Counter(report.kind for report in reports if not report.resolved)
    closed = Counter(report.kind for report in reports if report.resolved)
    themes = store.themes()
    unresolved = {(report.wiki, report.rev_id) for report in reports if not report.resolved}
    by_theme = Counter(name for edit in unresolved for name in themes.get(edit, ()))
    sentences = [
        f"{is_open.total():,} open reports about {len(unresolved):,} edits, {closed.total():,} resolved, on "
        f"{today}. Reports are no random sample, so they tell nothing about rates, and have no intervals."
    ]
    rows = [
        [KIND_WORDS.get(kind, kind), f"{is_open[kind]:,}", f"{closed[kind]:,}"]
        for kind in sorted({*is_open, *closed}, key=lambda kind: (-is_open[kind], kind))
    ]
    parts = [CardPart("Reports", sentences, Table(["reports of", "open", "resolved"], rows))]
    if by_theme:
        most = sorted(by_theme.items(), key=lambda one: (-one[1], one[0]))[:THEMES]
        table = Table(["theme", "edits with open reports"], [[name, f"{n:,}"] for name, n in most])
        parts.append(CardPart("Open reports by theme", ["As those who reported sorted them."], table, False))
    return parts
