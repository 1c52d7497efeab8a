"""Italian."""

from .language import Language

language = Language("italian", "it")
name = language.name
dictionary = language.dictionary({"it": "hunspell-it"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
words_to_watch = language.matches("words_to_watch")
