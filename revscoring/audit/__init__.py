"""Audits: who is hit by the errors of a model, what those who are judged say, and what it may be used for.

`groupings_of`
    The groups that observations belong to: by editor, by namespace, by year.
`measure_groupings`, `measure_groups`
    How well a model does on each group, with intervals by author.
`read_rows`, `ScoredRow`, `clusters_of`
    Edits with their scores and labels, as files have them.
`Policy`, `policy_of`
    What a model says about its use: until when, by whom, under which conditions.
`Rules`, `EditColumns`, `simulate`
    What a bot at a threshold would have done; `describe_simulation`, `outcome_table`, `group_table` and
    `render_simulation` say it. `compare_bots` says which edits only one of two models would revert.
`draw_sample`, `reviewed_edit`, `render_review`, `tally`, `labels_of`, `endorsements_of`
    Reviews: a sample of edits, the page to judge them on, and what the judgements say.
`agreement`, `agreement_interval`
    How far several people agree who judge the same edits.
`interval_at_any_look`, `interval_at_the_end`, `needed_at_any_look`, `needed_at_the_end`
    How many edits are wrong by a sample, and how large it has to be.
`ReportStore`, `Report`, `Endorsement`
    What people report about scores, and what they hold true of edits, in one SQLite file.
`mentions`
    The edits that a page of a wiki reports.
`profile_of`, `find_drift`
    What a model learned from, in quantiles, and how far other edits are from that.
`find_errors`
    What the edits about which a model is wrong have in common.
`VersionTable`, `compare`, `threshold_of`
    Which edits each version of a model judges wrongly, at its own threshold for one question.
"""

from ..scoring.policy import Policy, PolicyError, policy_of
from .agreement import agreement, agreement_interval
from .conditions import AuditedEdit, log_odds
from .drift import SCORE, ColumnDrift, ColumnProfile, Profile, find_drift, profile_of
from .groups import (
    ACCOUNT_AGES,
    EDITOR_VALUES,
    Grouping,
    editor_groups,
    groupings_of,
    namespace_groups,
    year_groups,
)
from .measures import measure_groupings, measure_groups
from .opinions import KINDS, Endorsement, Report
from .outcomes import Difference, Outcome, Simulation, SimulationError, compare_bots, simulate
from .review_page import REVIEWED_VALUES, render_review, reviewed_edit
from .reviews import (
    ReviewError,
    Tally,
    describe_tally,
    draw_sample,
    endorsements_of,
    labels_of,
    percent,
    tally,
)
from .rows import REPEATED, ModelName, ScoredRow, clusters_of, read_rows, score_value, time_of
from .sequences import (
    interval_at_any_look,
    interval_at_the_end,
    is_plausible,
    needed_at_any_look,
    needed_at_the_end,
)
from .simulation import RULE_FIELDS, EditColumns, Rules, RulesError
from .simulation_words import (
    describe_differences,
    describe_simulation,
    group_table,
    outcome_table,
    render_simulation,
    render_simulations,
)
from .store import ReportStore, StoreError
from .themes import Errors, Theme, find_errors
from .versions import Case, Comparison, Version, VersionTable, compare, mark, threshold_of
from .wiki_pages import Mention, mentions, page_of_address

__all__ = [
    "ACCOUNT_AGES",
    "EDITOR_VALUES",
    "KINDS",
    "REPEATED",
    "REVIEWED_VALUES",
    "RULE_FIELDS",
    "SCORE",
    "AuditedEdit",
    "Case",
    "ColumnDrift",
    "ColumnProfile",
    "Comparison",
    "Difference",
    "EditColumns",
    "Endorsement",
    "Errors",
    "Grouping",
    "Mention",
    "ModelName",
    "Outcome",
    "Policy",
    "PolicyError",
    "Profile",
    "Report",
    "ReportStore",
    "ReviewError",
    "Rules",
    "RulesError",
    "ScoredRow",
    "Simulation",
    "SimulationError",
    "StoreError",
    "Tally",
    "Theme",
    "Version",
    "VersionTable",
    "agreement",
    "agreement_interval",
    "clusters_of",
    "compare",
    "compare_bots",
    "describe_differences",
    "describe_simulation",
    "describe_tally",
    "draw_sample",
    "editor_groups",
    "endorsements_of",
    "find_drift",
    "find_errors",
    "group_table",
    "groupings_of",
    "interval_at_any_look",
    "interval_at_the_end",
    "is_plausible",
    "labels_of",
    "log_odds",
    "mark",
    "measure_groupings",
    "measure_groups",
    "mentions",
    "namespace_groups",
    "needed_at_any_look",
    "needed_at_the_end",
    "outcome_table",
    "page_of_address",
    "percent",
    "policy_of",
    "profile_of",
    "read_rows",
    "render_review",
    "render_simulation",
    "render_simulations",
    "reviewed_edit",
    "score_value",
    "simulate",
    "tally",
    "threshold_of",
    "time_of",
    "year_groups",
]
