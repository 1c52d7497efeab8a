"""Explanations of scores: how much each feature pushed a score, and by which words."""

from .evidence import Evidence, find_evidence
from .explanation import Contribution, Explanation, explain, row_in_words

__all__ = ["Contribution", "Evidence", "Explanation", "explain", "find_evidence", "row_in_words"]
