"""Vietnamese."""

from .language import Language

language = Language("vietnamese", "vi")
name = language.name
dictionary = language.dictionary({"vi": "hunspell-vi"})
stopwords = language.stopwords()
badwords = language.matches("badwords")
informals = language.matches("informals")
