"""Features of words that a spelling dictionary knows."""

from .dictionary import Dictionary
from .spelling import MultiDictChecker, SpellingDictionary, load_dict, utf16_cleanup

__all__ = ["Dictionary", "MultiDictChecker", "SpellingDictionary", "load_dict", "utf16_cleanup"]
