"""Polish."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords", "words_to_watch"]

name = "polish"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"pl": "hunspell-pl"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("pl"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("polish"))
badwords = RegexMatches(f"{name}.badwords", WordList("pl", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("pl", "informals"))
words_to_watch = RegexMatches(f"{name}.words_to_watch", WordList("pl", "words_to_watch"))
