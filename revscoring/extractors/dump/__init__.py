"""Revisions from MediaWiki XML dumps, without network.

`Dump` reads the file, `link_parents` finds each revision's parent, `root_values` gives the values of
the root datasources, `Accounts` what is known of users, and `extract_dump` does all of it.
"""

from ...text.digests import sha1_base36
from .accounts import INFO_FIELDS, Accounts, first_edits, read_accounts
from .histories import PageHistory, Recent
from .parents import WINDOW_BYTES, Linked, link_parents, note_creations
from .reader import Dump, read_dump
from .records import DumpError, DumpPage, DumpRevision, SiteInfo
from .roots import Roots, root_values
from .tasks import extract_dump, make_task, needs_accounts, needs_creations, needs_histories, root_names

__all__ = [
    "INFO_FIELDS",
    "WINDOW_BYTES",
    "Accounts",
    "Dump",
    "DumpError",
    "DumpPage",
    "DumpRevision",
    "Linked",
    "PageHistory",
    "Recent",
    "Roots",
    "SiteInfo",
    "extract_dump",
    "first_edits",
    "link_parents",
    "make_task",
    "needs_accounts",
    "needs_creations",
    "needs_histories",
    "note_creations",
    "read_accounts",
    "read_dump",
    "root_names",
    "root_values",
    "sha1_base36",
]
