"""Spanish."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords", "words_to_watch"]

name = "spanish"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"es": "hunspell-es"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("es"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("spanish"))
badwords = RegexMatches(f"{name}.badwords", WordList("es", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("es", "informals"))
words_to_watch = RegexMatches(f"{name}.words_to_watch", WordList("es", "words_to_watch"))
