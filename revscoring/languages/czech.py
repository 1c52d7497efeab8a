"""Czech."""

from .language import Language

language = Language("czech", "cs")
name = language.name
dictionary = language.dictionary({"cs": "hunspell-cs"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
