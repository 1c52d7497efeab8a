"""The standard tree of wikitext features."""

from __future__ import annotations

from ...datasources import revision_oriented
from . import datasources
from .features import Revision

__all__ = ["Revision", "name", "revision"]

name = "wikitext.revision"

revision = Revision(name, datasources.Revision(name, revision_oriented.revision))
"""The standard tree."""
