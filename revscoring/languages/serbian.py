"""Serbian."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .word_lists import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "serbian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"sr": "hunspell-sr"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("sr"))
badwords = RegexMatches(f"{name}.badwords", WordList("sr", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("sr", "informals"))
