"""Portuguese."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords
from .features.dictionary import SpellingDictionary, utf16_cleanup
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, WordList

__all__ = ["badwords", "dictionary", "informals", "name", "stemmed", "stopwords", "words_to_watch"]

name = "portuguese"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary({"pt_PT": "hunspell-pt-pt", "pt_BR": "hunspell-pt-br"}, cleanup=utf16_cleanup).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("pt"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("portuguese"))
badwords = RegexMatches(f"{name}.badwords", WordList("pt", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("pt", "informals"))
words_to_watch = RegexMatches(f"{name}.words_to_watch", WordList("pt", "words_to_watch"))
