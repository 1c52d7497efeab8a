"""Languages: a module each, with the feature sets of its words.

Importing a language loads no word list and no dictionary, and never fails; a missing one is an error
when a value is computed. `Language` declares one; `features` holds the kinds of feature sets. `languages_of`
and `language_mismatch` tell whose words a list of features counts, and whether they fit a wiki.
`RevertSummaries` holds the summaries by which edits take other edits back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazy_names
from .codes import LANGUAGES

if TYPE_CHECKING:
    from .language import Language
    from .mismatch import language_mismatch, languages_of
    from .revert_summaries import RevertSummaries

__all__ = ["LANGUAGES", "Language", "RevertSummaries", "language_mismatch", "languages_of"]


if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "language": ["Language"],
            "mismatch": ["language_mismatch", "languages_of"],
            "revert_summaries": ["RevertSummaries"],
        },
        [*LANGUAGES, "features"],
    )
