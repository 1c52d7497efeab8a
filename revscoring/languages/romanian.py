"""Romanian."""

from .language import Language

language = Language("romanian", "ro")
name = language.name
dictionary = language.dictionary({"ro": "hunspell-ro"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
