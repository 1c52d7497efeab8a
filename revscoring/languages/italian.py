"""Italian."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords", "words_to_watch"]

name = "italian"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"it": "hunspell-it"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("it"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("italian"))
badwords = RegexMatches(f"{name}.badwords", WordList("it", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("it", "informals"))
words_to_watch = RegexMatches(f"{name}.words_to_watch", WordList("it", "words_to_watch"))
