"""Features of the shape of an edit: where the text changed, how much, and what markup came and went."""

from .features import Revision, revision
from .measures import Shape

__all__ = ["Revision", "Shape", "revision"]
