"""Hebrew."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "hebrew"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"he": "hunspell-he"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("he"))
badwords = RegexMatches(f"{name}.badwords", WordList("he", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("he", "informals"))
