"""The physical side of the wikitext family: what a text and a change hold, shared by all its features.

Each function here is the process of a kernel or of a shortcut: it gives the value of a declared
node from the `TextAnalysis`, `MarkupIndex`, `Change` or `Edit` of the texts.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from ...dependencies import Kernel, Shortcut
from ...text.counts import Change, Table, TextAnalysis, analyze, change_between
from ...text.diff import Edit, edit_between
from ...text.markup import MarkupIndex, index_of
from ...text.tokens import Segment, Token, segment_chunks

__all__ = [
    "analysis_of",
    "change_of",
    "count_measures",
    "edit_of",
    "markup_list",
    "markup_measures",
    "markup_of",
    "table_shortcuts",
]


def analysis_of(text: Any) -> Kernel:
    """Return the kernel of what is known about the text of a datasource."""
    return Kernel(f"analysis({text})", analyze, depends_on=[text])


def markup_of(text: Any) -> Kernel:
    """Return the kernel of the markup index of the text of a datasource."""
    return Kernel(f"markup({text})", index_of, depends_on=[text])


def change_of(old: Kernel, new: Kernel) -> Kernel:
    """Return the kernel of the change of the counts from one text to another."""
    return Kernel(f"change({old}, {new})", change_between, depends_on=[old, new])


def edit_of(old: Kernel, new: Kernel) -> Kernel:
    """Return the kernel of what the diff of two texts adds and removes."""
    return Kernel(f"edit({old}, {new})", edit_between, depends_on=[old, new])


def _class_sum(types: frozenset[str], analysis: TextAnalysis) -> int:
    classes = analysis.classes
    return sum([classes.get(kind, 0) for kind in types])


def _class_chars(types: frozenset[str], analysis: TextAnalysis) -> int:
    classes = analysis.classes
    return sum([classes.get((kind, "chars"), 0) for kind in types])


def _class_longest(types: frozenset[str], analysis: TextAnalysis) -> int:
    return max(map(analysis.longest, types))


def count_measures(analysis: Kernel, types: frozenset[str] | None) -> dict[str, Shortcut]:
    """Return the measures of the list of the tokens of some classes, or of all tokens."""
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


def _token_count(analysis: TextAnalysis) -> int:
    return sum(analysis.counts.values())


def _table(table: Table, analysis: TextAnalysis) -> dict[Any, int]:
    return dict(sorted(table.of(analysis).items()))  # the order tells nothing of earlier texts


def _delta(table: Table, change: Change) -> dict[Any, int]:
    return dict(table.delta(change))


def _prop_delta(table: Table, change: Change) -> dict[Any, float]:
    return table.prop_delta(change)


def table_shortcuts(table: Table, kernel: Kernel) -> dict[str, Shortcut]:
    """Return the shortcuts to the frequency table of a text, or to the deltas of a change."""
    return {
        "frequency": Shortcut(partial(_table, table), (kernel,)),
        "delta": Shortcut(partial(_delta, table), (kernel,)),
        "prop_delta": Shortcut(partial(_prop_delta, table), (kernel,)),
    }


def _total(table: Table, analysis: TextAnalysis) -> int:
    return table.total(analysis)


def table_measures(table: Table, analysis: Kernel) -> dict[str, Shortcut]:
    """Return the measures of the list of the items that a table counts."""
    return {"len": Shortcut(partial(_total, table), (analysis,))}


def longest_run(analysis: TextAnalysis) -> int:
    """Return the length of the longest run of one character."""
    return analysis.longest_repeated_char


def segments(analysis: TextAnalysis) -> list[Segment]:
    """Return the paragraphs of a text, and the white space between them."""
    return segment_chunks(analysis.chunks)


def segments_added(edit: Edit) -> list[str]:
    """Return the text of each insertion."""
    return ["".join(tokens) for tokens in edit.tokens_added]


def segments_removed(edit: Edit) -> list[str]:
    """Return the text of each deletion."""
    return ["".join(tokens) for tokens in edit.tokens_removed]


def tokens_added(edit: Edit) -> list[Token]:
    """Return the tokens of all insertions."""
    return [token for tokens in edit.tokens_added for token in tokens]


def tokens_removed(edit: Edit) -> list[Token]:
    """Return the tokens of all deletions."""
    return [token for tokens in edit.tokens_removed for token in tokens]


def _markup_value(attribute: str, markup: MarkupIndex) -> Any:
    return getattr(markup, attribute)


def _markup_list(attribute: str, markup: MarkupIndex) -> list[Any]:
    return list(getattr(markup, attribute))


def _headings_of(level: int, markup: MarkupIndex) -> int:
    return markup.heading_levels.count(level)


def markup_value(markup: Kernel, attribute: str) -> Shortcut:
    """Return the shortcut to something that the markup index has."""
    return Shortcut(partial(_markup_value, attribute), (markup,))


def markup_list(markup: Kernel, attribute: str) -> Shortcut:
    """Return the shortcut to a list that the markup index has."""
    return Shortcut(partial(_markup_list, attribute), (markup,))


def markup_measures(markup: Kernel, attribute: str) -> dict[str, Shortcut]:
    """Return the measures of a list whose length the markup index has."""
    return {"len": Shortcut(partial(_markup_value, attribute), (markup,))}


def level_measures(markup: Kernel, level: int) -> dict[str, Shortcut]:
    """Return the measures of the list of the headings of one level."""
    return {"len": Shortcut(partial(_headings_of, level), (markup,))}
