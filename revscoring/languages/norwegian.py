"""Norwegian."""

from .language import Language

language = Language("norwegian", "no")
name = language.name
dictionary = language.dictionary({"nb": "hunspell-no"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
