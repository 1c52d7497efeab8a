"""Tamil."""

from .language import Language
from .lists import word_edges

language = Language("tamil", "ta", wrapping=word_edges("\u0b80-\u0bff"))
name = language.name
dictionary = language.dictionary({"ta": "aspell-ta"})
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
