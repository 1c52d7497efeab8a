"""Persian."""

from .language import Language

language = Language("persian", "fa")
name = language.name
dictionary = language.dictionary({"fa": "aspell-fa"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
