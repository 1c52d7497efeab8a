"""Hindi."""

from .language import Language
from .lists import word_edges

language = Language("hindi", "hi", wrapping=word_edges("\u0900-\u0963"))
name = language.name
dictionary = language.dictionary({"hi": "hunspell-hi"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
