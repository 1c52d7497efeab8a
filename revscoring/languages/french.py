"""French."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords", "words_to_watch"]

name = "french"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"fr": "hunspell-fr"}).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("fr"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("french"))
badwords = RegexMatches(f"{name}.badwords", WordList("fr", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("fr", "informals"))
words_to_watch = RegexMatches(f"{name}.words_to_watch", WordList("fr", "words_to_watch"))
