"""The root data of a revision, and the meta-datasources that make new ones.

`Datasource`
    A node whose value may be any object.
`revision_oriented`
    The input tree of a revision: what extractors give.
`accounts`
    What the name of a user tells of the account.
`meta`
    Filters, mappers, frequency tables and more.
"""

from . import accounts, meta, revision_oriented
from .datasource import Datasource

__all__ = ["Datasource", "accounts", "meta", "revision_oriented"]
