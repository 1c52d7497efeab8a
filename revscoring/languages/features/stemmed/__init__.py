"""Features of word stems."""

from .stemmed import SnowballStemmer, Stemmed

__all__ = ["SnowballStemmer", "Stemmed"]
