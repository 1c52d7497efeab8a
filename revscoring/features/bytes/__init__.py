"""Features of the size of a revision in bytes."""

from .revision_oriented import Revision, revision

__all__ = ["Revision", "revision"]
