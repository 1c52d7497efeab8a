"""Basque."""

from .language import Language

language = Language("basque", "eu")
name = language.name
dictionary = language.dictionary({"eu": "hunspell-eu"})
stopwords = language.stopwords()
stemmed = language.stemmed()
