"""Basque."""

from .features import Dictionary
from .features.dictionary import SpellingDictionary

__all__ = ["dictionary", "name"]

name = "basque"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"eu": "hunspell-eu"}).check,
)
