"""Czech."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .word_lists import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "czech"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"cs": "hunspell-cs"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("cs"))
badwords = RegexMatches(f"{name}.badwords", WordList("cs", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("cs", "informals"))
