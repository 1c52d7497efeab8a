"""Catalan."""

from .language import Language

language = Language("catalan", "ca")
name = language.name
dictionary = language.dictionary({"ca": "hunspell-ca"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
