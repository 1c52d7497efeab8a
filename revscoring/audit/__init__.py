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
    `render_simulation` say it.
`ReportStore`, `Report`
    What people report about scores, in one SQLite file.
"""

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
from .outcomes import Outcome, Simulation, SimulationError, simulate
from .policy import Policy, PolicyError, policy_of
from .rows import ModelName, ScoredRow, clusters_of, read_rows, score_value, time_of
from .simulation import RULE_FIELDS, WHO_FEATURES, EditColumns, Rules, RulesError
from .simulation_words import describe_simulation, group_table, outcome_table, render_simulation
from .store import KINDS, Report, ReportStore, StoreError

__all__ = [
    "ACCOUNT_AGES",
    "EDITOR_VALUES",
    "KINDS",
    "RULE_FIELDS",
    "WHO_FEATURES",
    "EditColumns",
    "Grouping",
    "ModelName",
    "Outcome",
    "Policy",
    "PolicyError",
    "Report",
    "ReportStore",
    "Rules",
    "RulesError",
    "ScoredRow",
    "Simulation",
    "SimulationError",
    "StoreError",
    "clusters_of",
    "describe_simulation",
    "editor_groups",
    "group_table",
    "groupings_of",
    "measure_groupings",
    "measure_groups",
    "namespace_groups",
    "outcome_table",
    "policy_of",
    "read_rows",
    "render_simulation",
    "score_value",
    "simulate",
    "time_of",
    "year_groups",
]
