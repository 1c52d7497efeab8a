"""Galician."""

from .language import Language

language = Language("galician", "gl")
name = language.name
dictionary = language.dictionary({"gl": "hunspell-gl"})
stopwords = language.stopwords()
badwords = language.matches("badwords")
informals = language.matches("informals")
