"""Finnish."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "finnish"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"fi": "libenchant-2-voikko"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("fi"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("finnish"))
badwords = RegexMatches(f"{name}.badwords", WordList("fi", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("fi", "informals"))
