"""Greek."""

from .language import Language

language = Language("greek", "el")
name = language.name
dictionary = language.dictionary({"el": "hunspell-el"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
