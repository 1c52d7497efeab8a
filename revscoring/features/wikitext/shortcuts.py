"""Shortcuts of the wikitext family: values from what is computed once per text, or once per change.

An intermediate node gives the `TextAnalysis` or `MarkupIndex` of a text, or the `Change` or `Edit` between
two texts. The process of a shortcut takes the value of a declared node from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from operator import attrgetter
from typing import Any

from ...datasources import Datasource
from ...dependencies import Intermediate, Shortcut
from ...text.counts import Change, Table, TextAnalysis, analyze, change_between
from ...text.diff import edit_between
from ...text.markup import MarkupIndex, index_of
from ...text.tokens import Segment, segment_chunks


def analysis_of(text: Datasource) -> Intermediate:
    """Return the node of the analysis of a text."""
    return Intermediate(f"analysis({text})", analyze, depends_on=[text])


def markup_of(text: Datasource) -> Intermediate:
    """Return the node of the markup index of a text."""
    return Intermediate(f"markup({text})", index_of, depends_on=[text])


def change_of(old: Intermediate, new: Intermediate) -> Intermediate:
    """Return the node of the change of the counts from one analysis to another."""
    return Intermediate(f"change({old}, {new})", change_between, depends_on=[old, new])


def edit_of(old: Intermediate, new: Intermediate) -> Intermediate:
    """Return the node of what the diff of two analysed texts adds and removes."""
    return Intermediate(f"edit({old}, {new})", edit_between, depends_on=[old, new])


def attribute(name: str, source: Intermediate) -> Shortcut:
    """Return the shortcut to an attribute of the value of a node."""
    return Shortcut(attrgetter(name), (source,))


def _copied(name: str, source: object) -> list[Any]:
    return list(getattr(source, name))


def copied(name: str, source: Intermediate) -> Shortcut:
    """Return the shortcut to a copy of a list of the value of a node."""
    return Shortcut(partial(_copied, name), (source,))


def _class_sum(types: Iterable[str], analysis: TextAnalysis) -> int:
    classes = analysis.classes
    return sum([classes.get(kind, 0) for kind in types])


def _class_chars(types: Iterable[str], analysis: TextAnalysis) -> int:
    classes = analysis.classes
    return sum([classes.get((kind, "chars"), 0) for kind in types])


def _class_longest(types: Iterable[str], analysis: TextAnalysis) -> int:
    return max(map(analysis.longest, types))


def _token_count(analysis: TextAnalysis) -> int:
    return sum(analysis.counts.values())


def count_measures(analysis: Intermediate, types: frozenset[str] | None = None) -> dict[str, Shortcut]:
    """Return the measures of the list of the tokens of the given classes, or of all tokens."""
    if types is None:
        return {
            "len": Shortcut(_token_count, (analysis,)),
            "len.max": Shortcut(TextAnalysis.longest, (analysis,)),
        }
    return {
        "len": Shortcut(partial(_class_sum, types), (analysis,)),
        "len.sum": Shortcut(partial(_class_chars, types), (analysis,)),
        "len.max": Shortcut(partial(_class_longest, types), (analysis,)),
    }


def _frequency(table: Table[str], analysis: TextAnalysis) -> dict[str, int]:
    return dict(sorted(table.of(analysis).items()))  # in an order that does not depend on earlier texts


def _delta(table: Table[str], change: Change) -> dict[str, int]:
    return dict(table.delta(change))


def frequency(table: Table[str], analysis: Intermediate) -> Shortcut:
    """Return the shortcut to a frequency table of a text."""
    return Shortcut(partial(_frequency, table), (analysis,))


def delta(table: Table[str], change: Intermediate) -> Shortcut:
    """Return the shortcut to the changes of a frequency table."""
    return Shortcut(partial(_delta, table), (change,))


def prop_delta(table: Table[str], change: Intermediate) -> Shortcut:
    """Return the shortcut to the relative changes of a frequency table."""
    return Shortcut(table.prop_delta, (change,))


def total(table: Table[str], analysis: Intermediate) -> dict[str, Shortcut]:
    """Return the measures of the list of the items that a table counts."""
    return {"len": Shortcut(table.total, (analysis,))}


def segments(analysis: TextAnalysis) -> list[Segment]:
    """Return the paragraphs of a text, and the white space between them."""
    return segment_chunks(analysis.chunks)


def headings_of(level: int, markup: MarkupIndex) -> int:
    """Return the number of headings of a level."""
    return markup.heading_levels.count(level)
