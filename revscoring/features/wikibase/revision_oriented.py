"""The standard tree ``wikibase.revision``."""

from __future__ import annotations

from ...datasources import revision_oriented
from . import datasources
from .features import Revision

__all__ = ["name", "revision"]

name = "wikibase.revision"

revision = Revision(name, datasources.Revision(name, revision_oriented.revision))
"""The standard tree."""
