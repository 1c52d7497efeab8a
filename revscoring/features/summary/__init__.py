"""Features of the summary of an edit, in any language: its form, and how it fits to the change."""

from .features import Revision, revision
from .measures import Summary

__all__ = ["Revision", "Summary", "revision"]
