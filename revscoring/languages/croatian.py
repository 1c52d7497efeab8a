"""Croatian."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "croatian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"hr": "hunspell-hr"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("hr"))
badwords = RegexMatches(f"{name}.badwords", WordList("hr", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("hr", "informals"))
