"""Icelandic."""

from .language import Language

language = Language("icelandic", "is")
name = language.name
dictionary = language.dictionary({"is": "hunspell-is"})
stopwords = language.stopwords()
badwords = language.matches("badwords")
informals = language.matches("informals")
