"""Chinese."""

from .language import Language
from .lists import simplify_or_none

language = Language("chinese", "zh", wrapping=None, text_preprocess=simplify_or_none)
name = language.name
stopwords = language.stopwords()
badwords = language.matches("badwords")
informals = language.matches("informals")
words_to_watch = language.matches("words_to_watch")
