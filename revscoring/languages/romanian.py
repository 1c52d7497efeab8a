"""Romanian."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "romanian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"ro": "hunspell-ro"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("ro"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("romanian"))
badwords = RegexMatches(f"{name}.badwords", WordList("ro", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("ro", "informals"))
