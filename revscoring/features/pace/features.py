"""The table of the features of ``pace.revision``; how they are measured is in `measures`."""

from __future__ import annotations

from ...datasources import Datasource, revision_oriented
from ..measures import MeasureSet, measure
from .histories import read_history
from .measures import Pace

__all__ = ["Revision", "history", "revision"]

_inputs = revision_oriented.revision

history = Datasource("revision.page.history", read_history, depends_on=[_inputs.page.recent_revisions])
"""The `History` of the page before the edit, or None."""


class Revision(MeasureSet):
    """The features of an edit against the last 50 revisions of its page, −1 where these are not known.

    Times are decimal logarithms of seconds and one. Ranks are shares of the values that are lower.
    """

    is_known = measure(Pace.is_known, "the history of the page is known")
    revisions = measure(Pace.revisions, "revisions of the page before the edit, 50 at most", "count")
    since_last_edit = measure(Pace.since_last_edit, "time since the last edit", "log10 seconds")
    since_fifth_last_edit = measure(
        Pace.since_fifth_last_edit, "time since the last five edits", "log10 seconds"
    )
    since_twentieth_last_edit = measure(
        Pace.since_twentieth_last_edit, "time since the last twenty edits", "log10 seconds"
    )
    usual_time_between_edits = measure(
        Pace.usual_time_between_edits, "median time between the last edits", "log10 seconds"
    )
    haste = measure(Pace.haste, "usual time between edits, less the time since the last", "log10 seconds")
    burst = measure(
        Pace.burst, "time since the last twenty edits, less that since the last five", "log10 seconds"
    )
    share_of_reverts = measure(
        Pace.share_of_reverts, "share of the last edits that restored an earlier text", "ratio"
    )
    share_of_reverted_edits = measure(
        Pace.share_of_reverted_edits, "share of the last edits that were taken back", "ratio"
    )
    share_of_reverts_lately = measure(
        Pace.share_of_reverts_lately, "share of the last ten edits that restored an earlier text", "ratio"
    )
    share_of_reverted_edits_lately = measure(
        Pace.share_of_reverted_edits_lately, "share of the last ten edits that were taken back", "ratio"
    )
    edits_since_last_revert = measure(
        Pace.edits_since_last_revert, "edits since the last that restored an earlier text", "count"
    )
    parent_is_revert = measure(Pace.parent_is_revert, "the last edit restored an earlier text")
    restores_earlier_text = measure(Pace.restores_earlier_text, "the edit restores an earlier text")
    revisions_taken_back = measure(
        Pace.revisions_taken_back, "revisions that the edit takes back by restoring an earlier text", "count"
    )
    rank_of_size = measure(Pace.rank_of_size, "rank of the size among the last sizes", "ratio")
    rank_of_change = measure(
        Pace.rank_of_change, "rank of the size of the change among the last changes", "ratio"
    )
    rank_of_signed_change = measure(
        Pace.rank_of_signed_change, "rank of the change of the size among the last changes", "ratio"
    )
    size_by_usual = measure(Pace.size_by_usual, "size by the median of the last sizes", "ratio")
    is_outside_of_recent_sizes = measure(
        Pace.is_outside_of_recent_sizes, "the size is outside of the last twenty sizes"
    )
    back_towards_earlier_size = measure(
        Pace.back_towards_earlier_size, "the size is that before the last edit again"
    )
    share_of_empty_summaries = measure(
        Pace.share_of_empty_summaries, "share of the last summaries that are empty", "ratio"
    )
    length_of_last_summary = measure(Pace.length_of_last_summary, "length of the last summary", "characters")
    editors = measure(Pace.editors, "editors of the last twenty edits", "count")


revision = Revision("pace.revision", Pace, [history, _inputs.timestamp, _inputs.text])
"""The standard set."""
