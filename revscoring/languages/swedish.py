"""Swedish."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "swedish"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"sv": "hunspell-sv"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("sv"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("swedish"))
badwords = RegexMatches(f"{name}.badwords", WordList("sv", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("sv", "informals"))
