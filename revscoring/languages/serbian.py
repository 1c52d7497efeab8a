"""Serbian."""

from .language import Language

language = Language("serbian", "sr")
name = language.name
dictionary = language.dictionary({"sr": "hunspell-sr"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
