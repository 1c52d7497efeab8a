"""The parts of Wikibase entities, and their differences between two revisions."""

from .revision_oriented import Revision

__all__ = ["Revision"]
