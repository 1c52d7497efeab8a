"""Persian."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .word_lists import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "persian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"fa": "aspell-fa"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("fa"))
badwords = RegexMatches(f"{name}.badwords", WordList("fa", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("fa", "informals"))
