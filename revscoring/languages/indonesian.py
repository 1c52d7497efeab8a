"""Indonesian."""

from .language import Language

language = Language("indonesian", "id")
name = language.name
dictionary = language.dictionary({"id": "hunspell-id"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
