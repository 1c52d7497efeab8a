"""Features of when: day, hour, and the time since something."""

from .revision_oriented import (
    LastUserRevision,
    Page,
    PageCreation,
    ParentRevision,
    Revision,
    User,
    revision,
)

__all__ = ["LastUserRevision", "Page", "PageCreation", "ParentRevision", "Revision", "User", "revision"]
