"""Features of a page's memory: how an edit relates to the words that were put in and taken out lately.

They need the words of the last edits of the page: the root ``page.recent_words``, which dumps have. Where it
is None, every feature but `is_known` is −1.
"""

from .features import Revision, revision
from .measures import Memory

__all__ = ["Memory", "Revision", "revision"]
