"""Ukrainian."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "ukrainian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"uk": "hunspell-uk"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("uk"))
badwords = RegexMatches(f"{name}.badwords", WordList("uk", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("uk", "informals"))
