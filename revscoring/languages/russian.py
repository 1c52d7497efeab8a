"""Russian."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords", "words_to_watch"]

name = "russian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"ru": "hunspell-ru"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("ru"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("russian"))
badwords = RegexMatches(f"{name}.badwords", WordList("ru", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("ru", "informals"))
words_to_watch = RegexMatches(f"{name}.words_to_watch", WordList("ru", "words_to_watch"))
