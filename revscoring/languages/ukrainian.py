"""Ukrainian."""

from .language import Language

language = Language("ukrainian", "uk")
name = language.name
dictionary = language.dictionary({"uk": "hunspell-uk"})
stopwords = language.stopwords()
badwords = language.matches("badwords")
informals = language.matches("informals")
