"""Headings, links, tags, templates and content of wikitext."""

from .effort import check_markup
from .index import MarkupIndex, index_of
from .timer import limited_time

__all__ = ["MarkupIndex", "check_markup", "index_of", "limited_time"]
