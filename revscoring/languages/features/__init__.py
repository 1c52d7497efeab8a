"""The kinds of feature sets that a language has.

`Dictionary`, `Stopwords`, `Stemmed`
    About words: known to a spelling dictionary, stop words, their stems.
`RegexMatches`, `SubstringMatches`
    About what matches a list of patterns or phrases.
"""

from .dictionary import Dictionary
from .matches import RegexMatches, SubstringMatches
from .stemmed import Stemmed
from .stopwords import Stopwords

__all__ = ["Dictionary", "RegexMatches", "Stemmed", "Stopwords", "SubstringMatches"]
