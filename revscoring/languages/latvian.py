"""Latvian."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "latvian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"lv": "hunspell-lv"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("lv"))
badwords = RegexMatches(f"{name}.badwords", WordList("lv", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("lv", "informals"))
