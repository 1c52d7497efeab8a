"""The table of the features of ``editor_past.revision``; how they are measured is in `measures`."""

from __future__ import annotations

from ...datasources import revision_oriented
from ..measures import MeasureSet, measure
from ..pace.features import history
from .measures import EditorPast

__all__ = ["Revision", "revision"]

_inputs = revision_oriented.revision


class Revision(MeasureSet):
    """The features of the editor's own edits among the last 50 of the page, −1 where these are not known."""

    edits = measure(EditorPast.edits, "edits of the editor among the last of the page", "count")
    share_of_edits = measure(
        EditorPast.share_of_edits, "share of the last edits of the page that are the editor's", "ratio"
    )
    made_last_edit = measure(EditorPast.made_last_edit, "the editor made the last edit of the page too")
    edits_reverted = measure(
        EditorPast.edits_reverted, "edits of the editor on the page that were taken back", "count"
    )
    share_of_edits_reverted = measure(
        EditorPast.share_of_edits_reverted,
        "share of the editor's edits of the page that were taken back",
        "ratio",
    )
    reverts = measure(
        EditorPast.reverts, "edits of the editor on the page that restored an earlier text", "count"
    )
    since_last_edit = measure(
        EditorPast.since_last_edit, "time since the editor's last edit of the page", "log10 seconds"
    )


revision = Revision("editor_past.revision", EditorPast, [history, _inputs.user.id, _inputs.timestamp])
"""The standard set."""
