"""The wikitext features as they were meant: the standard tree with what 2.x got wrong corrected.

All names are those of the standard tree with ``wikitext.fixed.revision`` in front. Differences:

* ``|}`` ends a table, so that a sentence after a table is a sentence of its own, and is markup;
* ``''`` (italics) is markup;
* ``ref_tags`` counts ``<ref>`` but not ``<references/>``, ``list_items`` counts ``<li>`` and ``*`` only;
* one changed word in a long sentence of few different words is one word added and one removed.

Models that were trained on the standard tree need training to use this one. It goes the declared way,
without the standard tree's shortcuts, and is slower.
"""

from __future__ import annotations

from ...datasources import revision_oriented
from . import datasources, features
from .dialects import FIXED

__all__ = ["Revision", "name", "revision"]

name = "wikitext.fixed.revision"


class Revision(features.Revision):
    """The features of a text, with the corrected tags."""

    ref_tags = features.tags_named(features.FIXED_REF_TAG, "number of ref tags")
    list_items = features.tags_named(features.FIXED_LIST_ITEM, "number of list items")


revision = Revision(name, datasources.Revision(name, revision_oriented.revision, FIXED))
"""The corrected tree."""
