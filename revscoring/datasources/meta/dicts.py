"""Keys and values of dicts."""

from __future__ import annotations

from collections.abc import KeysView, Mapping
from typing import Any

from ..datasource import Datasource

__all__ = ["Datasource", "keys", "values"]


class keys(Datasource):
    """The keys view of a dict; None counts as empty.

    Parameters
    ----------
    dict_datasource : Datasource
        The dict.
    name : str, optional
        By default ``keys(<datasource>)``.
    """

    def __init__(self, dict_datasource: Any, name: str | None = None) -> None:
        super().__init__(f"keys({dict_datasource!r})" if name is None else name, depends_on=[dict_datasource])

    def process(self, d: Mapping[Any, Any] | None) -> KeysView[Any]:
        """Return the keys."""
        return (d or {}).keys()


class values(Datasource):
    """The list of the values of a dict; None counts as empty.

    Parameters
    ----------
    dict_datasource : Datasource
        The dict.
    name : str, optional
        By default ``values(<datasource>)``.
    """

    def __init__(self, dict_datasource: Any, name: str | None = None) -> None:
        super().__init__(
            f"values({dict_datasource!r})" if name is None else name, depends_on=[dict_datasource]
        )

    def process(self, d: Mapping[Any, Any] | None) -> list[Any]:
        """Return the values."""
        return list((d or {}).values())
