"""Polish."""

from .language import Language

language = Language("polish", "pl")
name = language.name
dictionary = language.dictionary({"pl": "hunspell-pl"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
words_to_watch = language.matches("words_to_watch")
