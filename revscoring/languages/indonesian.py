"""Indonesian."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .word_lists import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "indonesian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"id": "hunspell-id"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("id"))
badwords = RegexMatches(f"{name}.badwords", WordList("id", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("id", "informals"))
