"""Explanations as paragraphs: the probability, the edit, and a line for each feature that pushed it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any, Final

from .edits import edit_in_words
from .scores import percent
from .terminal import bar, columns, paint

__all__ = ["LEGEND", "explanation_text", "explanation_with_bars"]

#: Columns of a bar, and of the probability with the space behind it.
BAR: Final = 8
INDENT: Final = 7

LEGEND: Final = "+ raises the score, - lowers it; the longest bar of an edit pushed most"


def explanation_text(document: Mapping[str, Any], label: str) -> str:
    """Write the document of an explanation as plain lines; `label` is its label in words, if it is said."""
    from ..scoring.explaining import row_in_words

    heading = [_probability(document, label), f"revision {document['rev_id']}", edit_in_words(document)]
    rows = [f"    {row_in_words(row)}\n" for row in document["contributions"]]
    return "  ".join(filter(None, heading)) + "\n" + "".join(rows) + _report_line(document, "    ")


def explanation_with_bars(document: Mapping[str, Any], label: str, *, colour: bool) -> str:
    """Write the document of an explanation for a terminal: with bars, and folded to its width."""
    from ..scoring.explaining import pushed_in_words

    width = columns()
    probability = _probability(document, label)
    edit = edit_in_words(document)
    if not document.get("link"):
        edit = "  ".join(filter(None, [f"revision {document['rev_id']}", edit]))
    indent = " " * (len(probability) + 2)
    if len(indent + edit) > width and document.get("link"):
        edit = edit.replace(f"  {document['link']}", f"\n{indent}{document['link']}")
    risk = "red" if document["probability"] >= 0.5 else "green"
    lines = [f"{paint(probability, risk, on=colour)}  {edit}"]
    rows = document["contributions"]
    strongest = max((abs(row["contribution"]) for row in rows), default=0)
    for row in rows:
        amount = row["contribution"]
        sign, shade = ("+", "red") if amount > 0 else ("-", "green")
        drawn = paint(f"{sign} {bar(abs(amount) / strongest, BAR)}", shade, on=colour)
        begin = " " * (INDENT + BAR + 4)
        words = textwrap.wrap(pushed_in_words(row), max(width - len(begin), 20), break_on_hyphens=False)
        lines.append(f"{'':{INDENT}}{drawn}  " + f"\n{begin}".join(words))
    return "\n".join(lines) + "\n" + _report_line(document, " " * INDENT) + "\n"


def _report_line(document: Mapping[str, Any], indent: str) -> str:
    url = document.get("report_url")
    return f"{indent}Is the score wrong? Report it: {url}\n" if url else ""


def _probability(document: Mapping[str, Any], label: str) -> str:
    return f"{percent(document['probability']):>5}" + (f" {label}" if label else "")
