"""Polish."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .word_lists import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords", "words_to_watch"]

name = "polish"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"pl": "hunspell-pl"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("pl"))
badwords = RegexMatches(f"{name}.badwords", WordList("pl", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("pl", "informals"))
words_to_watch = RegexMatches(f"{name}.words_to_watch", WordList("pl", "words_to_watch"))
