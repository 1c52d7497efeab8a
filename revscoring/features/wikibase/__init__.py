"""Features of Wikibase entities: what an item holds, and what an edit changed in it.

`revision`
    The standard tree: counts of the parts of an item, ``parent`` and ``diff``.
`diff_dicts`, `DictDiff`
    The keys that were added, removed or changed between two dicts.
"""

from . import datasources
from .features import Diff, Revision
from .revision_oriented import revision
from .util import DictDiff, diff_dicts

__all__ = ["DictDiff", "Diff", "Revision", "datasources", "diff_dicts", "revision"]
