"""Bosnian."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "bosnian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"bs": "hunspell-bs"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("bs"))
badwords = RegexMatches(f"{name}.badwords", WordList("bs", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("bs", "informals"))
