"""Features of when: day, hour, and the time since something."""

from .revision_oriented import Revision, revision

__all__ = ["Revision", "revision"]
