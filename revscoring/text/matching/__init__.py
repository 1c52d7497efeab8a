"""Matches of word lists in a text."""

from .matcher import WORD_BOUNDARIES, PhraseMatcher, RegexMatcher, lower
from .tempered import match_test

__all__ = ["WORD_BOUNDARIES", "PhraseMatcher", "RegexMatcher", "lower", "match_test"]
