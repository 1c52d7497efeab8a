"""Dutch."""

from .language import Language

language = Language("dutch", "nl")
name = language.name
dictionary = language.dictionary({"nl": "hunspell-nl"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
