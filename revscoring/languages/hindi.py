"""Hindi."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList
from .lists.scripts import word_edges

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "hindi"
wrapping = word_edges("\u0900-\u0963")
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"hi": "hunspell-hi"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("hi"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("hindi"))
badwords = RegexMatches(f"{name}.badwords", WordList("hi", "badwords"), wrapping=wrapping)
informals = RegexMatches(f"{name}.informals", WordList("hi", "informals"), wrapping=wrapping)
