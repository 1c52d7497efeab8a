"""Japanese."""

from .language import Language

language = Language("japanese", "ja", wrapping=None)
name = language.name
stopwords = language.stopwords()
badwords = language.matches("badwords")
informals = language.matches("informals")
words_to_watch = language.matches("words_to_watch")
