"""The languages: one module each, with the feature sets that its words make.

Importing a language loads no word list and no dictionary, and never fails; what is missing is
told when its value is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

#: Name of a module → code of the language, which also names the folder of its word lists.
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

__all__ = ["LANGUAGES"]


def __getattr__(name: str) -> Any:
    if name in LANGUAGES or name == "features":
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *LANGUAGES, "features"])
