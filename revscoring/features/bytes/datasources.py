"""The UTF-8 text of a revision and of its parent."""

from __future__ import annotations

from typing import Any

from ...datasources import Datasource

__all__ = ["Datasource", "Revision"]


def encode(text: str | None) -> bytes | None:
    """Encode a text in UTF-8, with "?" for what cannot be encoded; None stays None."""
    return None if text is None else text.encode("utf-8", "replace")


class Revision:
    """The bytes of a revision, and of its parent if the input tree has one.

    Parameters
    ----------
    prefix : str
        The prefix of the names.
    revision_datasources : revscoring.datasources.revision_oriented.Revision
        The inputs.

    Attributes
    ----------
    bytes : Datasource
        The text in UTF-8.
    parent : Revision
    """

    def __init__(self, prefix: str, revision_datasources: Any) -> None:
        self.bytes = Datasource(f"{prefix}.bytes", encode, depends_on=[revision_datasources.text])
        if hasattr(revision_datasources, "parent"):
            self.parent = Revision(f"{prefix}.parent", revision_datasources.parent)
