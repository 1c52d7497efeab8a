"""English."""

from .features.dictionary import utf16_cleanup
from .language import Language

language = Language("english", "en")
name = language.name
dictionary = language.dictionary(
    {"en_US": "hunspell-en-us", "en_GB": "hunspell-en-gb", "en_AU": "hunspell-en-au"}, cleanup=utf16_cleanup
)
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
words_to_watch = language.matches("words_to_watch")
idioms = language.phrases("idioms")
