"""Audits: who is hit by the errors of a model, what those who are judged say, and what it may be used for.

`groupings_of`
    The groups that observations belong to: by editor, by namespace, by year.
`measure_groupings`, `measure_groups`
    How well a model does on each group, with intervals by author.
`read_rows`, `ScoredRow`, `clusters_of`
    Edits with their scores and labels, as files have them.
`Policy`, `policy_of`
    What a model says about its use: until when, by whom, under which conditions.
`ReportStore`, `Report`
    What people report about scores, in one SQLite file.
"""

from .groups import ACCOUNT_AGES, Grouping, editor_groups, groupings_of, namespace_groups, year_groups
from .measures import measure_groupings, measure_groups
from .opinions import KINDS, Endorsement, Report
from .policy import Policy, PolicyError, policy_of
from .rows import ModelName, ScoredRow, clusters_of, read_rows, score_value, time_of
from .store import ReportStore, StoreError

__all__ = [
    "ACCOUNT_AGES",
    "KINDS",
    "Endorsement",
    "Grouping",
    "ModelName",
    "Policy",
    "PolicyError",
    "Report",
    "ReportStore",
    "ScoredRow",
    "StoreError",
    "clusters_of",
    "editor_groups",
    "groupings_of",
    "measure_groupings",
    "measure_groups",
    "namespace_groups",
    "policy_of",
    "read_rows",
    "score_value",
    "time_of",
    "year_groups",
]
