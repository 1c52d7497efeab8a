"""Persian."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "persian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"fa": "aspell-fa"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("fa"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("persian"))
badwords = RegexMatches(f"{name}.badwords", WordList("fa", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("fa", "informals"))
