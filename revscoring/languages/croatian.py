"""Croatian."""

from .language import Language

language = Language("croatian", "hr")
name = language.name
dictionary = language.dictionary({"hr": "hunspell-hr"})
stopwords = language.stopwords()
badwords = language.matches("badwords")
informals = language.matches("informals")
