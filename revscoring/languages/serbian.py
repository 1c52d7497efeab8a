"""Serbian."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords"]

name = "serbian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"sr": "hunspell-sr"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("sr"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("serbian"))
badwords = RegexMatches(f"{name}.badwords", WordList("sr", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("sr", "informals"))
