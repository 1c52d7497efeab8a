"""Bengali."""

from .features import Dictionary, RegexMatches, Stopwords
from .features.dictionary import SpellingDictionary
from .lists.files import StopwordList, WordList
from .lists.scripts import word_edges

__all__ = ["badwords", "dictionary", "informals", "name", "stopwords"]

name = "bengali"
wrapping = word_edges("\u0980-\u09ff")
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"bn": "hunspell-bn"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("bn"))
badwords = RegexMatches(f"{name}.badwords", WordList("bn", "badwords"), wrapping=wrapping)
informals = RegexMatches(f"{name}.informals", WordList("bn", "informals"), wrapping=wrapping)
