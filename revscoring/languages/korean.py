"""Korean."""

from .language import Language

language = Language("korean", "ko")
name = language.name
dictionary = language.dictionary({"ko": "hunspell-ko"})
stopwords = language.stopwords()
badwords = language.matches("badwords")
informals = language.matches("informals")
