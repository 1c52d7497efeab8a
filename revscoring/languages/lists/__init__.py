"""Word lists: their files, their notation, and scripts that need care."""

from .files import PACKAGE, EntryList, ListFile, StopwordList, TermList, WordList
from .notation import Entry, WordListError, entry_regex, parse_entries
from .scripts import simplify_or_none, word_edges

__all__ = [
    "PACKAGE",
    "Entry",
    "EntryList",
    "ListFile",
    "StopwordList",
    "TermList",
    "WordList",
    "WordListError",
    "entry_regex",
    "parse_entries",
    "simplify_or_none",
    "word_edges",
]
