"""Vietnamese."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "vietnamese"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"vi": "hunspell-vi"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("vi"))
badwords = RegexMatches(f"{name}.badwords", WordList("vi", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("vi", "informals"))
