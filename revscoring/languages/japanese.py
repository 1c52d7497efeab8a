"""Japanese."""

from .features import RegexMatches, Stopwords
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "informals", "name", "stopwords", "words_to_watch"]

name = "japanese"
stopwords = Stopwords(f"{name}.stopwords", StopwordList("ja"))
badwords = RegexMatches(f"{name}.badwords", WordList("ja", "badwords"), wrapping=None)
informals = RegexMatches(f"{name}.informals", WordList("ja", "informals"), wrapping=None)
words_to_watch = RegexMatches(f"{name}.words_to_watch", WordList("ja", "words_to_watch"), wrapping=None)
