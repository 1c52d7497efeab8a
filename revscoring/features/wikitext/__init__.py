"""Features of wikitext: tokens, markup, and how they changed from the parent.

`revision`
    The tree of features, with ``parent``, ``diff`` and ``datasources``. Its table is in `features`.
"""

from . import datasources
from .features import Diff, Revision
from .revision_oriented import revision

__all__ = ["Diff", "Revision", "datasources", "revision"]
