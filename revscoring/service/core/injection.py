"""Values that requests give in the place of what the wiki says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mwtypes import Timestamp

from ...observations.values import decode_value
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
    if isinstance(value, str) and name.endswith((".timestamp", ".registration")):
        try:
            return Timestamp(value)
        except ValueError:
            return value
    return decode_value(value)
