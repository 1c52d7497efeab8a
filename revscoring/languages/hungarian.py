"""Hungarian."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "hungarian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"hu": "hunspell-hu"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("hu"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("hungarian"))
badwords = RegexMatches(f"{name}.badwords", WordList("hu", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("hu", "informals"))
