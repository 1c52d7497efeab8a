"""Values that requests give in the place of what the wiki says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mwtypes import Timestamp

from ..times import parse_time
from .models import ServedModel

__all__ = ["known_values"]


def known_values(values: Mapping[str, Any], models: Sequence[ServedModel]) -> dict[str, Any]:
    """Return the values of nodes that a model has; times are read."""
    known: set[str] = set()
    if values:
        for model in models:
            known |= model.node_names
    return {name: _read(name, value) for name, value in values.items() if name in known}


def _read(name: str, value: Any) -> Any:
    if name.startswith("datasource.") and name.endswith((".timestamp", ".registration")):
        time = parse_time(value)
        try:
            return Timestamp(value if time is None else int(time.timestamp()))
        except (ValueError, TypeError):
            return value
    return value
