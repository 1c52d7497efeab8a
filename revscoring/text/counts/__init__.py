"""Counts of tokens, words and matches of a text, and how they differ from those of another."""

from .analysis import LOWER, TextAnalysis, analyze, longest_run
from .change import Change, change_between
from .tables import LowerTable, MatchTable, Table, TokenTable, WordTable
from .words import word_change

__all__ = [
    "LOWER",
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
    "word_change",
]
