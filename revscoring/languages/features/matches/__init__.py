"""Features of what matches a list of patterns or phrases."""

from .matches import Matches, RegexMatches, SubstringMatches

__all__ = ["Matches", "RegexMatches", "SubstringMatches"]
