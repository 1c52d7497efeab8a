"""Hungarian."""

from .language import Language

language = Language("hungarian", "hu")
name = language.name
dictionary = language.dictionary({"hu": "hunspell-hu"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
