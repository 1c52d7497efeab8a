"""Explanations of scores: how much each feature pushed a score, and by which words."""

from .evidence import Evidence, find_evidence
from .explanation import Contribution, Explanation, explain, pushed_in_words, row_in_words

__all__ = [
    "Contribution",
    "Evidence",
    "Explanation",
    "explain",
    "find_evidence",
    "pushed_in_words",
    "row_in_words",
]
