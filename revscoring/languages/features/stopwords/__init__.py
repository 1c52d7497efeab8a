"""Features of stop words."""

from .stopwords import Stopwords, WordIsInStopwordSet

__all__ = ["Stopwords", "WordIsInStopwordSet"]
