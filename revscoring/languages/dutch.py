"""Dutch."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "dutch"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"nl": "hunspell-nl"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("nl"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("dutch"))
badwords = RegexMatches(f"{name}.badwords", WordList("nl", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("nl", "informals"))
