"""Finnish."""

from .features import RegexMatches, Stemmed, Stopwords
from .features.stemmed import SnowballStemmer
from .word_lists import StopwordList, WordList

__all__ = ["badwords", "informals", "name", "stemmed", "stopwords"]

name = "finnish"
stopwords = Stopwords(f"{name}.stopwords", StopwordList("fi"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("finnish"))
badwords = RegexMatches(f"{name}.badwords", WordList("fi", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("fi", "informals"))
