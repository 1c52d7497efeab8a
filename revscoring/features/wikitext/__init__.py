"""Features of wikitext: tokens, markup, and how they changed from the parent.

`revision`
    The tree of features: ``wikitext.revision.words``, ``wikitext.revision.parent.words``,
    ``wikitext.revision.diff.words_added`` …, with its ``datasources``.
"""

from . import datasources
from .features import Diff, Revision
from .revision_oriented import revision

__all__ = ["Diff", "Revision", "datasources", "revision"]
