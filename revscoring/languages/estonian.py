"""Estonian."""

from .language import Language

language = Language("estonian", "et")
name = language.name
dictionary = language.dictionary({"et": "myspell-et"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
