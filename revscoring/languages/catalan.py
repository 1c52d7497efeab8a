"""Catalan."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "catalan"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"ca": "hunspell-ca"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("ca"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("catalan"))
badwords = RegexMatches(f"{name}.badwords", WordList("ca", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("ca", "informals"))
