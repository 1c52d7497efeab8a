"""The table of the features of ``memory.revision``; how they are measured is in `measures`."""

from __future__ import annotations

from ...datasources import revision_oriented
from ..measures import MeasureSet, measure
from ..pace.features import history
from .measures import Memory

__all__ = ["Revision", "revision"]

_inputs = revision_oriented.revision


class Revision(MeasureSet):
    """The features of an edit against the words of the last 20 edits, −1 where these are not known."""

    is_known = measure(Memory.is_known, "the words of the last edits are known")
    share_of_added_that_was_removed = measure(
        Memory.share_of_added_that_was_removed, "share of words added that were removed lately", "ratio"
    )
    share_of_removed_that_was_added = measure(
        Memory.share_of_removed_that_was_added, "share of words removed that were added lately", "ratio"
    )
    share_of_added_that_reverted_edits_added = measure(
        Memory.share_of_added_that_reverted_edits_added,
        "share of words added that an edit added which was taken back",
        "ratio",
    )
    share_of_removed_that_reverted_edits_removed = measure(
        Memory.share_of_removed_that_reverted_edits_removed,
        "share of words removed that an edit removed which was taken back",
        "ratio",
    )
    likeness_to_reverted_edit = measure(
        Memory.likeness_to_reverted_edit, "likeness to the likest edit that was taken back", "ratio"
    )
    likeness_to_edit = measure(Memory.likeness_to_edit, "likeness to the likest of the last edits", "ratio")
    likeness_to_undo = measure(
        Memory.likeness_to_undo, "likeness to what would take back one of the last edits", "ratio"
    )
    likeness_to_undo_of_parent = measure(
        Memory.likeness_to_undo_of_parent, "likeness to what would take back the last edit", "ratio"
    )
    age_of_removed = measure(
        Memory.age_of_removed,
        "mean rank of the edits that added the words removed, 0 the last edit, 1 older than twenty",
        "ratio",
    )


revision = Revision(
    "memory.revision", Memory, [_inputs.page.recent_words, history, _inputs.parent.text, _inputs.text]
)
"""The standard set."""
