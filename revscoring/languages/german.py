"""German."""

from .language import Language

language = Language("german", "de")
name = language.name
dictionary = language.dictionary(
    {"de_DE": "hunspell-de-de", "de_CH": "hunspell-de-ch", "de_AT": "hunspell-de-at"}
)
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
words_to_watch = language.matches("words_to_watch")
