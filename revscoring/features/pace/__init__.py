"""Features of a page's pace: when, how much and how peacefully it was edited lately, and how this edit fits.

They need the last revisions of the page, without their texts: the root ``page.recent_revisions``. Where it is
None, every feature but `is_known` is −1.
"""

from .features import Revision, revision
from .histories import History, read_history
from .measures import Pace

__all__ = ["History", "Pace", "Revision", "read_history", "revision"]
