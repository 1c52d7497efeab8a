"""The features ``bytes.revision.length`` and ``bytes.revision.parent.length``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...datasources import Datasource, revision_oriented
from ..feature import Feature
from ..meta import aggregators
from ..rows import Row, RowSet

__all__ = ["Revision", "name", "revision"]

name = "bytes.revision"


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


def length_of(process: Callable[[str | None], bytes], encoded: str, doc: str) -> Row[Feature]:
    """The number of bytes of the text; `encoded` is the end of the name of the datasource of the bytes."""

    def make(owner: Revision, name: str) -> Feature:
        encoded_text = Datasource(f"{owner.prefix}.{encoded}", process, depends_on=[owner._inputs.text])
        return aggregators.len(encoded_text, name=name)

    return Row(make, doc, "bytes")


class Revision(RowSet):
    """The size of a revision, and of its parent if the input tree has one.

    Parameters
    ----------
    name : str
        The prefix of the names.
    revision_datasources : revscoring.datasources.revision_oriented.Revision
        The inputs.

    Attributes
    ----------
    parent : Revision

    Notes
    -----
    `length` fails without a text, as in 2.x: of a page creation there is no ``parent.length``.
    """

    parent: Revision

    length = length_of(encode, "bytes", "size in bytes; an error where there is no text")
    length_fixed = length_of(encode_or_empty, "bytes_fixed", "size in bytes; 0 where there is no text")

    def __init__(self, name: str, revision_datasources: Any, when: str = "") -> None:
        super().__init__(name)
        self.when = when
        self._inputs = revision_datasources
        self.make_rows()
        if hasattr(revision_datasources, "parent"):
            self.parent = Revision(f"{name}.parent", revision_datasources.parent, ", before the edit")


revision = Revision(name, revision_oriented.revision)
"""The standard tree."""
