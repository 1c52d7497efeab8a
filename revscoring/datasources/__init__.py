"""The root data of a revision, and the meta-datasources that make new ones.

`Datasource`
    A node whose value may be any object.
`revision_oriented`
    The input tree of a revision: what extractors give.
`meta`
    Filters, mappers, frequency tables and more.
"""

from . import meta, revision_oriented
from .datasource import Datasource

__all__ = ["Datasource", "meta", "revision_oriented"]
