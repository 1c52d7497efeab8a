"""Languages: a module each, with the feature sets of its words.

Importing a language loads no word list and no dictionary, and never fails; a missing one is an error
when a value is computed. `Language` declares one; `features` holds the kinds of feature sets. `languages_of`
and `language_mismatch` tell whose words a list of features counts, and whether they fit a wiki.
`RevertSummaries` holds the summaries by which edits take other edits back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazy_names

if TYPE_CHECKING:
    from .language import Language
    from .revert_summaries import RevertSummaries
    from .usage import language_mismatch, languages_of

#: Name of the module → code of the language, which is also the directory of its word lists.
LANGUAGES = {
    "albanian": "sq",
    "arabic": "ar",
    "basque": "eu",
    "bengali": "bn",
    "bosnian": "bs",
    "catalan": "ca",
    "chinese": "zh",
    "croatian": "hr",
    "czech": "cs",
    "dutch": "nl",
    "english": "en",
    "estonian": "et",
    "finnish": "fi",
    "french": "fr",
    "galician": "gl",
    "german": "de",
    "greek": "el",
    "hebrew": "he",
    "hindi": "hi",
    "hungarian": "hu",
    "icelandic": "is",
    "indonesian": "id",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "latvian": "lv",
    "norwegian": "no",
    "persian": "fa",
    "polish": "pl",
    "portuguese": "pt",
    "romanian": "ro",
    "russian": "ru",
    "serbian": "sr",
    "spanish": "es",
    "swedish": "sv",
    "tamil": "ta",
    "turkish": "tr",
    "ukrainian": "uk",
    "vietnamese": "vi",
}

__all__ = ["LANGUAGES", "Language", "RevertSummaries", "language_mismatch", "languages_of"]


if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "language": ["Language"],
            "revert_summaries": ["RevertSummaries"],
            "usage": ["language_mismatch", "languages_of"],
        },
        [*LANGUAGES, "features"],
    )
