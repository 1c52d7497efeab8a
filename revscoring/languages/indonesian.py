"""Indonesian."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "indonesian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"id": "hunspell-id"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("id"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("indonesian"))
badwords = RegexMatches(f"{name}.badwords", WordList("id", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("id", "informals"))
