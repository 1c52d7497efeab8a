"""Audits: who is hit by the errors of a model, what those who are judged say, and what it may be used for.

`groupings_of`
    The groups that observations belong to: by editor, by namespace, by year.
`measure_groupings`, `measure_groups`
    How well a model does on each group, with intervals by author.
`read_rows`, `ScoredRow`, `clusters_of`
    Edits with their scores and labels, as files have them.
`Policy`, `policy_of`
    What a model says about its use: until when, by whom, under which conditions.
`ReportStore`, `Report`, `Endorsement`
    What people report about scores, and what they hold true of edits, in one SQLite file.
`mentions`
    The edits that a page of a wiki reports.
`find_errors`
    What the edits about which a model is wrong have in common.
`VersionTable`, `compare`, `threshold_of`
    Which edits each version of a model judges wrongly, at its own threshold for one question.
"""

from .conditions import AuditedEdit, log_odds
from .groups import ACCOUNT_AGES, Grouping, editor_groups, groupings_of, namespace_groups, year_groups
from .measures import measure_groupings, measure_groups
from .opinions import KINDS, Endorsement, Report
from .policy import Policy, PolicyError, policy_of
from .rows import ModelName, ScoredRow, clusters_of, read_rows, score_value, time_of
from .store import ReportStore, StoreError
from .themes import Errors, Theme, find_errors
from .versions import Case, Comparison, Version, VersionTable, compare, mark, threshold_of
from .wiki_pages import Mention, mentions, page_of_address

__all__ = [
    "ACCOUNT_AGES",
    "KINDS",
    "AuditedEdit",
    "Case",
    "Comparison",
    "Endorsement",
    "Errors",
    "Grouping",
    "Mention",
    "ModelName",
    "Policy",
    "PolicyError",
    "Report",
    "ReportStore",
    "ScoredRow",
    "StoreError",
    "Theme",
    "Version",
    "VersionTable",
    "clusters_of",
    "compare",
    "editor_groups",
    "find_errors",
    "groupings_of",
    "log_odds",
    "mark",
    "measure_groupings",
    "measure_groups",
    "mentions",
    "namespace_groups",
    "page_of_address",
    "policy_of",
    "read_rows",
    "score_value",
    "threshold_of",
    "time_of",
    "year_groups",
]
