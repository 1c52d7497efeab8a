"""Spanish."""

from .language import Language

language = Language("spanish", "es")
name = language.name
dictionary = language.dictionary({"es": "hunspell-es"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
words_to_watch = language.matches("words_to_watch")
