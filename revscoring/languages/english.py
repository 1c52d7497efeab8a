"""English."""

from .features import Dictionary, RegexMatches, Stemmed, Stopwords, SubstringMatches
from .features.dictionary import SpellingDictionary, utf16_cleanup
from .features.stemmed import SnowballStemmer
from .lists.files import StopwordList, TermList, WordList

__all__ = ["badwords", "dictionary", "idioms", "informals", "name", "stemmed", "stopwords", "words_to_watch"]

name = "english"
dictionary = Dictionary(
    f"{name}.dictionary",
    SpellingDictionary(
        {"en_US": "hunspell-en-us", "en_GB": "hunspell-en-gb", "en_AU": "hunspell-en-au"},
        cleanup=utf16_cleanup,
    ).check,
)
stopwords = Stopwords(f"{name}.stopwords", StopwordList("en"))
stemmed = Stemmed(f"{name}.stemmed", SnowballStemmer("english"))
badwords = RegexMatches(f"{name}.badwords", WordList("en", "badwords"))
informals = RegexMatches(f"{name}.informals", WordList("en", "informals"))
words_to_watch = RegexMatches(f"{name}.words_to_watch", WordList("en", "words_to_watch"))
idioms = SubstringMatches(f"{name}.idioms", TermList("en", "idioms"))
