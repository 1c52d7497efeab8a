"""Bengali."""

from .language import Language
from .lists import word_edges

language = Language("bengali", "bn", wrapping=word_edges("\u0980-\u09ff"))
name = language.name
dictionary = language.dictionary({"bn": "hunspell-bn"})
stopwords = language.stopwords()
badwords = language.matches("badwords")
informals = language.matches("informals")
