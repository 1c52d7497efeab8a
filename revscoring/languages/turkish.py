"""Turkish."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "turkish"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"tr": "hunspell-tr"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("tr"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("turkish"))
badwords = RegexMatches(f"{name}.badwords", WordList("tr", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("tr", "informals"))
