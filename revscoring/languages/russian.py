"""Russian."""

from .language import Language

language = Language("russian", "ru")
name = language.name
dictionary = language.dictionary({"ru": "hunspell-ru"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
words_to_watch = language.matches("words_to_watch")
