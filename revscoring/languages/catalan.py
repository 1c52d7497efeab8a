"""Catalan."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .word_lists import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "catalan"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"ca": "hunspell-ca"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("ca"))
badwords = RegexMatches(f"{name}.badwords", WordList("ca", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("ca", "informals"))
