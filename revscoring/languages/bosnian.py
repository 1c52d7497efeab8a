"""Bosnian."""

from .language import Language

language = Language("bosnian", "bs")
name = language.name
dictionary = language.dictionary({"bs": "hunspell-bs"})
stopwords = language.stopwords()
badwords = language.matches("badwords")
informals = language.matches("informals")
