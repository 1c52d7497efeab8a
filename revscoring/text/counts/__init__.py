"""Counts of tokens, words and matches of a text, and how they differ from those of another."""

from .analysis import TextAnalysis, analyze, longest_run
from .change import Change, change_between
from .tables import LowerTable, MatchTable, Table, TokenTable, WordTable

__all__ = [
    "Change",
    "LowerTable",
    "MatchTable",
    "Table",
    "TextAnalysis",
    "TokenTable",
    "WordTable",
    "analyze",
    "change_between",
    "longest_run",
]
