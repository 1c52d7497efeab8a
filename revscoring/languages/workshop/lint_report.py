"""Showing what the lint of word lists found: as a table, as JSON, and as a page of HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from html import escape
from math import inf
from typing import Any, Final

from .lint import VERDICTS, Context, LintedEntry, LintReport
from .rates import Ratio

__all__ = ["as_html", "as_json", "as_table", "printable", "shown_ratio"]

#: How many characters of an entry are shown in a table.
ENTRY_WIDTH: Final = 36
_SURROGATE = re.compile("[\ud800-\udfff]")


def printable(text: str) -> str:
    r"""Replace lone surrogates, which no file or terminal takes, by U+FFFD.

    Examples
    --------
    >>> printable("a\ud800b") == "a\ufffdb"
    True
    """
    return _SURROGATE.sub("\ufffd", text)


def shown_ratio(ratio: Ratio | None) -> str:
    """Write a ratio with its interval.

    Examples
    --------
    >>> shown_ratio(Ratio(0.25, 0.1, 0.5)), shown_ratio(Ratio(123.4, 40.2, 999)), shown_ratio(None)
    ('0.25 (0.10–0.50)', '123 (40–999)', '—')
    """
    if ratio is None:
        return "—"
    low, high = _number(ratio.low), _number(ratio.high)
    return f"{_number(ratio.ratio)} ({low}–{high})"


def _number(value: float) -> str:
    if value == inf:
        return "∞"
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def _summary(report: LintReport) -> list[str]:
    """Say how much was read and found, in lines."""
    lines = [
        f"{report.survived_lines:,} lines ({report.survived_words:,} words) survived, "
        f"{report.damaged_lines:,} ({report.damaged_words:,} words) were reverted.",
        f"{len(report.entries):,} entries were found, {report.absent:,} were not; "
        f"{len(report.reported):,} say nothing here, or the opposite of what their list claims.",
    ]
    if not report.damaged_lines:
        lines.append(
            "No edit was reverted here, so there is nothing to compare with: "
            "entries are listed by how often they stand in good text."
        )
    return lines


def as_table(report: LintReport, *, entries: Sequence[LintedEntry], limit: int | None = None) -> str:
    """Return a table for the terminal, with one context for each entry.

    Parameters
    ----------
    report : LintReport
    entries : sequence of LintedEntry
        Those to show.
    limit : int, optional
        Show no more entries, and no more suggestions, than this.
    """
    from tabulate import tabulate

    rows = [
        [
            linted.verdict,
            f"{linted.file.rpartition('assets/')[2]}:{linted.entry.line}",
            _cut(linted.entry.text, ENTRY_WIDTH),
            linted.survived,
            linted.damaged,
            shown_ratio(linted.ratio),
            _line(next(iter(linted.survived_contexts or linted.damaged_contexts))),
        ]
        for linted in entries[:limit]
    ]
    parts = ["\n".join(_summary(report))]
    if rows:
        headers = ["verdict", "where", "entry", "survived", "reverted", "ratio (95 %)", "for example"]
        parts.append(tabulate(rows, headers, disable_numparse=True, colalign=_align("lllrrll")))
        parts += _more(len(entries), limit)
    if report.suggestions:
        shown = [
            [found.term, found.survived, found.damaged, shown_ratio(found.ratio)]
            for found in report.suggestions[:limit]
        ]
        headers = ["missing term", "survived", "reverted", "ratio (95 %)"]
        parts.append(tabulate(shown, headers, disable_numparse=True, colalign=_align("lrrl")))
        parts += _more(len(report.suggestions), limit)
    return printable("\n\n".join(parts))


def _align(letters: str) -> list[str]:
    return [{"l": "left", "r": "right"}[letter] for letter in letters]


def _more(count: int, limit: int | None) -> list[str]:
    return [f"… and {count - limit:,} more (--limit)"] if limit is not None and count > limit else []


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _line(context: Context) -> str:
    """Write a context in a line, the match between brackets."""
    return f"{context.before[-25:]}[{context.match}]{context.after[:25]}".strip()


def as_json(report: LintReport, language: str, *, entries: Sequence[LintedEntry]) -> dict[str, Any]:
    """Return the report as values for JSON.

    Parameters
    ----------
    report : LintReport
    language : str
    entries : sequence of LintedEntry
        Those to give.
    """
    return {
        "language": language,
        "lines": {"survived": report.survived_lines, "reverted": report.damaged_lines},
        "words": {"survived": report.survived_words, "reverted": report.damaged_words},
        "absent": report.absent,
        "entries": [
            {
                "verdict": linted.verdict,
                "set": linted.set_name,
                "entry": linted.entry.text,
                "file": linted.file,
                "line": linted.entry.line,
                "survived": linted.survived,
                "reverted": linted.damaged,
                "ratio": None if linted.ratio is None else _ratio_values(linted.ratio),
                "contexts": {
                    "survived": [asdict(context) for context in linted.survived_contexts],
                    "reverted": [asdict(context) for context in linted.damaged_contexts],
                },
            }
            for linted in entries
        ],
        "suggestions": [
            {
                "term": found.term,
                "survived": found.survived,
                "reverted": found.damaged,
                "ratio": _ratio_values(found.ratio),
            }
            for found in report.suggestions
        ],
    }


def _ratio_values(ratio: Ratio) -> dict[str, float | None]:
    """Return a ratio as values for JSON, which has no infinity."""
    return {name: None if value == inf else value for name, value in asdict(ratio).items()}


STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% } th { text-align: left }
th, td { border-bottom: 1px solid #8884; padding: .35rem .6rem; vertical-align: top }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
code { overflow-wrap: anywhere } mark { background: #fc9; color: #000 }
.where, dt { color: #666; font-size: .85em } blockquote { margin: .3rem 0 .3rem 1rem }
.opposite { color: #b00 } .nothing, .unknown { color: #960 } .holds { color: #070 }
"""


def as_html(report: LintReport, language: str, *, entries: Sequence[LintedEntry]) -> str:
    """Return a page of HTML that needs no other file.

    Parameters
    ----------
    report : LintReport
    language : str
    entries : sequence of LintedEntry
        Those to show.
    """
    title = f"Word lists of {escape(language)}: what the lint found"
    summary = "".join(f"<p>{escape(line)}</p>" for line in _summary(report))
    verdicts = "".join(
        f"<dt class={name}>{name}</dt><dd>{escape(meaning)}</dd>" for name, meaning in VERDICTS.items()
    )
    rows = "".join(map(_html_row, entries))
    table = (
        "<table><thead><tr><th>Verdict<th>Entry<th class=n>Survived<th class=n>Reverted"
        f"<th>Ratio (95 %)<th>Contexts</thead><tbody>{rows}</tbody></table>"
        if entries
        else "<p>No entry to show.</p>"
    )
    return (
        f"<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>{title}</title>"
        "<meta name=viewport content='width=device-width'>"
        f"<style>{STYLE}</style></head><body><h1>{title}</h1>{summary}{table}"
        f"{_html_suggestions(report)}<h2>Verdicts</h2><dl>{verdicts}</dl></body></html>\n"
    )


def _html_row(linted: LintedEntry) -> str:
    contexts = "".join(
        f"<details><summary>{kind} ({len(found)})</summary>{''.join(map(_html_context, found))}</details>"
        for kind, found in (("survived", linted.survived_contexts), ("reverted", linted.damaged_contexts))
        if found
    )
    return (
        f"<tr><td class={linted.verdict}>{linted.verdict}"
        f"<td><code dir=auto>{_safe(linted.entry.text)}</code>"
        f"<div class=where>{_safe(linted.file.rpartition('assets/')[2])}:{linted.entry.line}</div>"
        f"<td class=n>{linted.survived:,}<td class=n>{linted.damaged:,}"
        f"<td>{shown_ratio(linted.ratio)}<td>{contexts}</tr>"
    )


def _html_context(context: Context) -> str:
    return (
        f"<blockquote dir=auto>{_safe(context.before)}<mark>{_safe(context.match)}</mark>"
        f"{_safe(context.after)}<div class=where>{_safe(context.page)}, revision {context.rev_id}</div>"
        "</blockquote>"
    )


def _html_suggestions(report: LintReport) -> str:
    if not report.suggestions:
        return ""
    rows = "".join(
        f"<tr><td dir=auto>{_safe(found.term)}<td class=n>{found.survived:,}<td class=n>{found.damaged:,}"
        f"<td>{shown_ratio(found.ratio)}</tr>"
        for found in report.suggestions
    )
    return (
        "<h2>Terms that may be missing</h2><table><thead><tr><th>Term<th class=n>Survived"
        f"<th class=n>Reverted<th>Ratio (95 %)</thead><tbody>{rows}</tbody></table>"
    )


def _safe(text: str) -> str:
    """Escape text for HTML."""
    return escape(printable(text))
