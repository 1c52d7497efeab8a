"""Turkish."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .word_lists import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "turkish"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"tr": "hunspell-tr"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("tr"))
badwords = RegexMatches(f"{name}.badwords", WordList("tr", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("tr", "informals"))
