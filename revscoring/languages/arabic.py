"""Arabic."""

from .language import Language

language = Language("arabic", "ar")
name = language.name
dictionary = language.dictionary({"ar": "hunspell-ar"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
