"""Swedish."""

from .language import Language

language = Language("swedish", "sv")
name = language.name
dictionary = language.dictionary({"sv": "hunspell-sv"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
