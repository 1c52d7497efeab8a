"""Audits: who is hit by the errors of a model.

`groupings_of`
    The groups that observations belong to: by editor, by namespace, by year.
`measure_groupings`, `measure_groups`
    How well a model does on each group, with intervals by author.
"""

from .groups import ACCOUNT_AGES, Grouping, editor_groups, groupings_of, namespace_groups, year_groups
from .measures import measure_groupings, measure_groups

__all__ = [
    "ACCOUNT_AGES",
    "Grouping",
    "editor_groups",
    "groupings_of",
    "measure_groupings",
    "measure_groups",
    "namespace_groups",
    "year_groups",
]
