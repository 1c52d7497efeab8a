"""Albanian."""

from .features import RegexMatches, Stopwords
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "informals", "name", "stopwords"]

name = "albanian"
stopwords = Stopwords(f"{name}.stopwords", StopwordList("sq"))
badwords = RegexMatches(f"{name}.badwords", WordList("sq", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("sq", "informals"))
