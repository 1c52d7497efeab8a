"""Basque."""

from .features import Dictionary, Stopwords
from .features.dictionary import SpellingDictionary
from .word_lists import StopwordList

__all__ = ["dictionary", "name", "stopwords"]

name = "basque"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"eu": "hunspell-eu"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("eu"))
