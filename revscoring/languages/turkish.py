"""Turkish."""

from .language import Language

language = Language("turkish", "tr")
name = language.name
dictionary = language.dictionary({"tr": "hunspell-tr"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
