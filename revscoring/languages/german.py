"""German."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords", "words_to_watch"]

name = "german"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary(
        {"de_DE": "hunspell-de-de", "de_CH": "hunspell-de-ch", "de_AT": "hunspell-de-at"}
    ).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("de"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("german"))
badwords = RegexMatches(f"{name}.badwords", WordList("de", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("de", "informals"))
words_to_watch = RegexMatches(f"{name}.words_to_watch", WordList("de", "words_to_watch"))
