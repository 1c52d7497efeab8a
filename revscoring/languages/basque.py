"""Basque."""

from .features import Dictionary, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList

__all__ = ["dictionary", "name", "stemmed", "stopwords"]

name = "basque"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"eu": "hunspell-eu"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("eu"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("basque"))
