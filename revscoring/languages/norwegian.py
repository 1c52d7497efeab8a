"""Norwegian."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "norwegian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"nb": "hunspell-no"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("no"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("norwegian"))
badwords = RegexMatches(f"{name}.badwords", WordList("no", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("no", "informals"))
