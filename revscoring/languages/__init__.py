"""Languages: a module each, with the feature sets of its words.

Importing a language loads no word list and no dictionary, and never fails; a missing one is an error
when a value is computed. `Language` declares one; `features` holds the kinds of feature sets. `languages_of`
and `language_mismatch` tell whose words a list of features counts, and whether they fit a wiki.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazy_names
from .codes import LANGUAGES

if TYPE_CHECKING:
    from .language import Language
    from .mismatch import language_mismatch, languages_of

__all__ = ["LANGUAGES", "Language", "language_mismatch", "languages_of"]


if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {"language": ["Language"], "mismatch": ["language_mismatch", "languages_of"]},
        [*LANGUAGES, "features"],
    )
