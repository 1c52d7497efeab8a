"""Headings, links, tags, templates and content of wikitext."""

from .effort import check_markup
from .index import MarkupIndex, index_of

__all__ = ["MarkupIndex", "check_markup", "index_of"]
