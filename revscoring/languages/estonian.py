"""Estonian."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .word_lists import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "estonian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"et": "myspell-et"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("et"))
badwords = RegexMatches(f"{name}.badwords", WordList("et", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("et", "informals"))
