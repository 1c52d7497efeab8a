"""Icelandic."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "icelandic"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"is": "hunspell-is"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("is"))
badwords = RegexMatches(f"{name}.badwords", WordList("is", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("is", "informals"))
