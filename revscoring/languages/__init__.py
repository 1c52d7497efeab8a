"""Languages: a module each, with the feature sets of its words.

Importing a language loads no word list and no dictionary, and never fails; a missing one is an error
when a value is computed. `Language` declares one; `features` holds the kinds of feature sets.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .language import Language

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

__all__ = ["LANGUAGES", "Language"]


def __getattr__(name: str) -> Any:
    if name in LANGUAGES or name == "features":
        return import_module(f".{name}", __name__)
    if name == "Language":
        return import_module(".language", __name__).Language
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *LANGUAGES, "features"})
