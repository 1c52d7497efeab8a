"""Greek."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .word_lists import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "greek"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"el": "hunspell-el"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("el"))
badwords = RegexMatches(f"{name}.badwords", WordList("el", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("el", "informals"))
