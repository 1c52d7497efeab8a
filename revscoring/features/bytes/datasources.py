"""The UTF-8 text of a revision and of its parent."""

from __future__ import annotations

from typing import Any

from ...datasources import Datasource

__all__ = ["Datasource", "Revision"]


def encode(text: str | None) -> bytes:
    """Encode a text in UTF-8, with "?" for what cannot be encoded.

    Raises
    ------
    TypeError
        If there is no text: a revision without one has no length.
    """
    if text is None:
        raise TypeError("There is no text to encode; 'length_fixed' takes that as 0 bytes.")
    return text.encode("utf-8", "replace")


def encode_or_empty(text: str | None) -> bytes:
    """Encode a text in UTF-8; None is taken as the empty text."""
    return encode(text or "")


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
        The text in UTF-8; an error where there is none.
    bytes_fixed : Datasource
        The same, but empty where there is no text.
    parent : Revision
    """

    def __init__(self, prefix: str, revision_datasources: Any) -> None:
        self.bytes = Datasource(f"{prefix}.bytes", encode, depends_on=[revision_datasources.text])
        self.bytes_fixed = Datasource(
            f"{prefix}.bytes_fixed", encode_or_empty, depends_on=[revision_datasources.text]
        )
        if hasattr(revision_datasources, "parent"):
            self.parent = Revision(f"{prefix}.parent", revision_datasources.parent)
