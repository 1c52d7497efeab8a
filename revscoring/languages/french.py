"""French."""

from .language import Language

language = Language("french", "fr")
name = language.name
dictionary = language.dictionary({"fr": "hunspell-fr"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
words_to_watch = language.matches("words_to_watch")
