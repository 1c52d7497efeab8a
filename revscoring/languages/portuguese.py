"""Portuguese."""

from .features.dictionary import utf16_cleanup
from .language import Language

language = Language("portuguese", "pt")
name = language.name
dictionary = language.dictionary(
    {"pt_PT": "hunspell-pt-pt", "pt_BR": "hunspell-pt-br"}, cleanup=utf16_cleanup
)
stopwords = language.stopwords()
stemmed = language.stemmed()
badwords = language.matches("badwords")
informals = language.matches("informals")
words_to_watch = language.matches("words_to_watch")
