"""Keys and values of dicts."""

from __future__ import annotations

from collections.abc import Hashable, KeysView, Mapping
from typing import Any

from ...dependencies import Node
from ._base import MetaDatasource

__all__ = ["keys", "values"]


class keys(MetaDatasource):
    """The keys view of a dict; None counts as empty."""

    def __init__(self, dict_datasource: Node, name: str | None = None) -> None:
        super().__init__(name, [dict_datasource], dict_datasource)

    def process(self, d: Mapping[Any, object] | None) -> KeysView[Hashable]:
        """Return the keys."""
        return (d or {}).keys()


class values(MetaDatasource):
    """The list of the values of a dict; None counts as empty."""

    def __init__(self, dict_datasource: Node, name: str | None = None) -> None:
        super().__init__(name, [dict_datasource], dict_datasource)

    def process(self, d: Mapping[Any, object] | None) -> list[object]:
        """Return the values."""
        return list((d or {}).values())
