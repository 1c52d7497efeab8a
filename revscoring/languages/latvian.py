"""Latvian."""

from .language import Language

language = Language("latvian", "lv")
name = language.name
dictionary = language.dictionary({"lv": "hunspell-lv"})
stopwords = language.stopwords()
badwords = language.matches("badwords")
informals = language.matches("informals")
