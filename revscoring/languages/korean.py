"""Korean."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "korean"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"ko": "hunspell-ko"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("ko"))
badwords = RegexMatches(f"{name}.badwords", WordList("ko", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("ko", "informals"))
