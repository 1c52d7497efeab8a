"""Features of the form of what an edit adds: runs, letters, words, punctuation."""

from .features import Revision, revision
from .measures import Form

__all__ = ["Form", "Revision", "revision"]
