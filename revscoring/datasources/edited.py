"""The datasource of the edit between a parent and a revision, which the families of measures share."""

from __future__ import annotations

from ..text.diff import EditedText
from .datasource import Datasource
from .revision_oriented import revision

__all__ = ["edited"]

edited = Datasource("revision.diff.edited", EditedText, depends_on=[revision.parent.text, revision.text])
"""The `EditedText` of the standard tree."""
