"""Finnish."""

from .language import Language

language = Language("finnish", "fi")
name = language.name
dictionary = language.dictionary({"fi": "libenchant-2-voikko"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
