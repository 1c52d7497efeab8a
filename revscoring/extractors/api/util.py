"""Datasources that read one value out of a document, and the properties to request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from ...datasources.datasource import Datasource
from .._typing import Document

__all__ = ["REV_PROPS", "USER_PROPS", "Datasource", "identity", "key", "key_exists", "reading"]

#: The properties to request of every revision; the content only where a text is needed.
REV_PROPS: Final = {"ids", "user", "timestamp", "userid", "comment", "size", "contentmodel", "flags"}

#: The properties to request of every account.
USER_PROPS: Final = {"groups", "editcount", "gender", "registration", "emailable"}

T = TypeVar("T")


def identity(v: T) -> T:
    """Return the argument.

    Examples
    --------
    >>> identity(5)
    5
    """
    return v


class reading(Datasource):
    """A value that a function reads from a document.

    Parameters
    ----------
    reader : callable
        Takes the document; returns None if the value is missing.
    document : Datasource
        Without a document (None) the value is None.
    name : str
    if_missing : tuple, optional
        A class of errors and its arguments: raised if the document has no such value.

    Examples
    --------
    >>> reading(len, Datasource("doc"), "size")("abc")
    3
    """

    def __init__(
        self,
        reader: Callable[[Document], object],
        document: Datasource,
        name: str,
        if_missing: Sequence[Any] | None = None,
    ) -> None:
        super().__init__(name, depends_on=[document])
        self.reader = reader
        self.if_missing = if_missing

    def process(self, document: Document | None) -> object:
        """Read the value."""
        if document is None:
            return None
        value = self.reader(document)
        if value is None and self.if_missing is not None:
            error, *arguments = self.if_missing
            raise error(*arguments)
        return value


class key(reading):
    """The value at a key, or at a path of keys, of a document.

    `apply` converts the value; see `reading` for `if_missing`.

    Examples
    --------
    >>> doc = Datasource("doc")
    >>> key(["page", "id"], doc)({"page": {"id": 5}}), key("user", doc)({})
    (5, None)
    """

    def __init__(
        self,
        keys: str | Sequence[str],
        dict_datasource: Datasource,
        name: str | None = None,
        if_missing: Sequence[Any] | None = None,
        apply: Callable[[Any], object] | None = None,
    ) -> None:
        self.keys = [keys] if isinstance(keys, str) else list(keys)
        self.apply = apply or identity
        super().__init__(
            self.look_up, dict_datasource, name or f"key({keys!r}, {dict_datasource!r})", if_missing
        )

    def look_up(self, document: Document) -> object:
        """Follow the path."""
        value: Any = document
        for one in self.keys:
            value = value.get(one)
            if value is None:
                return None
        return self.apply(value)


class key_exists(reading):
    """Whether a document has a key; a flag of formatversion 2 that is false does not count.

    Examples
    --------
    >>> minor = key_exists("minor", Datasource("doc"))
    >>> minor({"minor": ""}), minor({"minor": False}), minor({}), minor(None)
    (True, False, False, None)
    """

    def __init__(self, key: str, dict_datasource: Datasource, name: str | None = None) -> None:
        self.key_name = key
        super().__init__(self.look_up, dict_datasource, name or f"key_exists({key!r}, {dict_datasource!r})")

    def look_up(self, document: Document) -> bool:
        """Tell whether the key is there."""
        return self.key_name in document and document[self.key_name] is not False
