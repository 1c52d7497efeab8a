"""Czech."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "czech"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"cs": "hunspell-cs"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("cs"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("czech"))
badwords = RegexMatches(f"{name}.badwords", WordList("cs", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("cs", "informals"))
