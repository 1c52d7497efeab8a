"""Hebrew."""

from .language import Language

language = Language("hebrew", "he")
name = language.name
dictionary = language.dictionary({"he": "hunspell-he"})
stopwords = language.stopwords()
badwords = language.matches("badwords")
informals = language.matches("informals")
