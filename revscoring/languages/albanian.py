"""Albanian."""

from .language import Language

language = Language("albanian", "sq")
name = language.name
stopwords = language.stopwords()
badwords = language.matches("badwords")
informals = language.matches("informals")
