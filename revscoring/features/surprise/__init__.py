"""Features of surprise: how unlikely what an edit adds is, given the page before.

A page teaches what belongs on it: its words, its spelling, its characters. No word list is needed.
"""

from .features import Revision, revision
from .measures import Surprise

__all__ = ["Revision", "Surprise", "revision"]
