"""Features of wikitext: tokens, markup, and how they changed from the parent.

`revision`
    The tree of features, with ``parent``, ``diff`` and ``datasources``. Its table is in `features`.
`ChangeSet`, `TextSet`, `TableRow`, `delta`, `frequency`, `prop_delta`, `shortcuts`
    What languages make their datasources with.
"""

from . import datasources, shortcuts
from .features import Diff, Revision
from .revision_oriented import revision
from .token_changes import ChangeSet, delta, prop_delta
from .tokens import TableRow, TextSet, frequency

__all__ = [
    "ChangeSet",
    "Diff",
    "Revision",
    "TableRow",
    "TextSet",
    "datasources",
    "delta",
    "frequency",
    "prop_delta",
    "revision",
    "shortcuts",
]
