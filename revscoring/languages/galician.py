"""Galician."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "galician"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"gl": "hunspell-gl"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("gl"))
badwords = RegexMatches(f"{name}.badwords", WordList("gl", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("gl", "informals"))
