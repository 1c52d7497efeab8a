"""Estonian."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "estonian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"et": "myspell-et"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("et"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("estonian"))
badwords = RegexMatches(f"{name}.badwords", WordList("et", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("et", "informals"))
