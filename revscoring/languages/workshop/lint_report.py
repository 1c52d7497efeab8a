"""Reports of the lint of word lists: a table, JSON, and a page of HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from math import inf
from typing import Any, Final

from .lint import VERDICTS, Context, LintedEntry, LintReport
from .rates import Ratio
from .templates import render

__all__ = ["as_html", "as_json", "as_table", "format_ratio", "printable"]

#: The number of characters of an entry in a table, and of a context on each side.
ENTRY_WIDTH: Final = 36
CONTEXT_WIDTH: Final = 25


def printable(text: str) -> str:
    r"""Replace lone surrogates, which no file or terminal accepts, with U+FFFD.

    Examples
    --------
    >>> printable("a\ud800b") == "a\ufffdb"
    True
    """
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def format_ratio(ratio: Ratio | None) -> str:
    """Format a ratio with its interval.

    Examples
    --------
    >>> format_ratio(Ratio(0.25, 0.1, 0.5)), format_ratio(Ratio(123.4, 40.2, 999)), format_ratio(None)
    ('0.25 (0.10–0.50)', '123 (40–999)', '—')
    """
    if ratio is None:
        return "—"
    low, high = _format_number(ratio.low), _format_number(ratio.high)
    return f"{_format_number(ratio.ratio)} ({low}–{high})"


def _format_number(value: float) -> str:
    if value == inf:
        return "∞"
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def _summary(report: LintReport) -> list[str]:
    """Return sentences on how much was read and found."""
    lines = [
        f"{report.lines.survived:,} lines ({report.words.survived:,} words) survived, "
        f"{report.lines.reverted:,} ({report.words.reverted:,} words) were reverted.",
        f"{len(report.entries):,} entries were found, {report.absent:,} were not; "
        f"{len(report.reported):,} do not tell damage from good text here, or tell the opposite.",
    ]
    if not report.lines.reverted:
        lines.append(
            "No edit was reverted here, so there is nothing to compare with: "
            "entries are sorted by how often they occur in good text."
        )
    return lines


def as_table(report: LintReport, *, entries: Sequence[LintedEntry], limit: int | None = None) -> str:
    """Return tables for the terminal, with one context for each entry.

    Parameters
    ----------
    report : LintReport
    entries : sequence of LintedEntry
        The entries to show.
    limit : int, optional
        The largest number of entries, and of suggestions, to show.
    """
    parts = ["\n".join(_summary(report))]
    parts += _table(
        ["verdict", "where", "entry", "survived", "reverted", "ratio (95 %)", "for example"],
        [
            [
                linted.verdict,
                linted.source.place,
                _shorten(linted.source.entry.text),
                linted.lines.survived,
                linted.lines.reverted,
                format_ratio(linted.ratio),
                _in_brackets(next(iter(linted.survived_contexts or linted.reverted_contexts))),
            ]
            for linted in entries
        ],
        limit,
    )
    parts += _table(
        ["missing term", "survived", "reverted", "ratio (95 %)"],
        [
            [found.term, found.counts.survived, found.counts.reverted, format_ratio(found.ratio)]
            for found in report.suggestions
        ],
        limit,
    )
    return printable("\n\n".join(parts))


def _table(headers: list[str], rows: list[list[str | int]], limit: int | None) -> list[str]:
    """Return a table of the first rows and a line on the rest; nothing if there are no rows."""
    from tabulate import tabulate

    if not rows:
        return []
    align = ["right" if name in ("survived", "reverted") else "left" for name in headers]
    parts = [tabulate(rows[:limit], headers, disable_numparse=True, colalign=align)]
    if limit is not None and len(rows) > limit:
        parts.append(f"… and {len(rows) - limit:,} more (--limit)")
    return parts


def _shorten(text: str) -> str:
    return text if len(text) <= ENTRY_WIDTH else text[: ENTRY_WIDTH - 1] + "…"


def _in_brackets(context: Context) -> str:
    """Return a context in a line, with the match in brackets."""
    return f"{context.before[-CONTEXT_WIDTH:]}[{context.match}]{context.after[:CONTEXT_WIDTH]}".strip()


def as_json(report: LintReport, language: str, *, entries: Sequence[LintedEntry]) -> dict[str, Any]:
    """Return the report as values for JSON; an infinite end of an interval is None. See `as_table`."""
    return {
        "language": language,
        "lines": asdict(report.lines),
        "words": asdict(report.words),
        "absent": report.absent,
        "entries": [
            {
                "verdict": linted.verdict,
                "set": linted.source.set_name,
                "entry": linted.source.entry.text,
                "file": linted.source.file,
                "line": linted.source.entry.line,
                **asdict(linted.lines),
                "ratio": _ratio_values(linted.ratio),
                "contexts": {
                    "survived": [context._asdict() for context in linted.survived_contexts],
                    "reverted": [context._asdict() for context in linted.reverted_contexts],
                },
            }
            for linted in entries
        ],
        "suggestions": [
            {"term": found.term, **asdict(found.counts), "ratio": _ratio_values(found.ratio)}
            for found in report.suggestions
        ],
    }


def _ratio_values(ratio: Ratio | None) -> dict[str, float | None] | None:
    if ratio is None:
        return None
    return {name: None if value == inf else value for name, value in asdict(ratio).items()}


def as_html(report: LintReport, language: str, *, entries: Sequence[LintedEntry]) -> str:
    """Return a page of HTML that needs no other file. See `as_table`."""
    return printable(
        render(
            "lint.html.jinja",
            language=language,
            summary=_summary(report),
            entries=entries,
            suggestions=report.suggestions,
            verdicts=VERDICTS,
            format_ratio=format_ratio,
        )
    )
