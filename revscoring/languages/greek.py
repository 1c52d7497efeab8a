"""Greek."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "greek"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"el": "hunspell-el"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("el"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("greek"))
badwords = RegexMatches(f"{name}.badwords", WordList("el", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("el", "informals"))
