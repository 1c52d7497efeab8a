"""Matches of word lists in a text."""

from .matcher import WORD_BOUNDARIES, PhraseMatcher, RegexMatcher, lower

__all__ = ["WORD_BOUNDARIES", "PhraseMatcher", "RegexMatcher", "lower"]
