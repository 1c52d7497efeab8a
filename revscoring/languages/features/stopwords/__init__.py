"""Features of stop words."""

from .stopwords import Stopwords

__all__ = ["Stopwords"]
