"""Features of an entity, and of its difference to the parent revision."""

from .diff import Diff
from .revision_oriented import Revision

__all__ = ["Diff", "Revision"]
