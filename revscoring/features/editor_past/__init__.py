"""Features of the editor's own past on the page, for lists that may know who made an edit."""

from .features import Revision, revision
from .measures import EditorPast

__all__ = ["EditorPast", "Revision", "revision"]
