"""Matches of word lists in a text.

`RegexMatcher` takes regular expressions, the first that matches at a position wins. `PhraseMatcher` takes
literal phrases, the longest that stands there as whole words wins. `match_test` tests how a string begins.
"""

from ._patterns import beginnings_of, head_of, match_test, without_assertions
from ._phrases import PhraseMatcher
from ._regexes import WORD_BOUNDARIES, RegexMatcher, lower
from ._words import fold

__all__ = [
    "WORD_BOUNDARIES",
    "PhraseMatcher",
    "RegexMatcher",
    "beginnings_of",
    "fold",
    "head_of",
    "lower",
    "match_test",
    "without_assertions",
]
