"""Arabic."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "arabic"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"ar": "hunspell-ar"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("ar"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("arabic"))
badwords = RegexMatches(f"{name}.badwords", WordList("ar", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("ar", "informals"))
