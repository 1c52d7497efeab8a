"""Tamil."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList
from .lists.scripts import word_edges

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "tamil"
wrapping = word_edges("\u0b80-\u0bff")
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"ta": "aspell-ta"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("ta"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("tamil"))
badwords = RegexMatches(f"{name}.badwords", WordList("ta", "badwords"), wrapping=wrapping)
informals = RegexMatches(f"{name}.informals", WordList("ta", "informals"), wrapping=wrapping)
