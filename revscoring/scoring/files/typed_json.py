"""Typed JSON of model files: that of observations, restricted to the types that models have.

Examples
--------
>>> encode({True: (1, 2)})
{'~': 'dict', 'items': [[True, {'~': 'tuple', 'items': [1, 2]}]]}
>>> decode(encode({True: (1, 2)}))
{True: (1, 2)}
"""

from __future__ import annotations

from typing import Any

from ...errors import ModelFileError
from ...observations.values import decode_value, encode_value

__all__ = ["decode", "encode"]

TYPES = {"tuple", "dict", "ordered dict", "float"}


def encode(value: Any) -> Any:
    """Turn plain values into what JSON keeps; a TypeError if a value is not plain data."""
    try:
        encoded = encode_value(value)
    except ValueError as error:
        raise TypeError(f"{value!r:.80} is not plain data: {error}") from error
    if _unknown_types(encoded):
        raise TypeError(f"{value!r:.80} is not plain data")
    return encoded


def decode(value: Any) -> Any:
    """Turn what `encode` returned back into values; a ModelFileError if it returns no such thing."""
    unknown = _unknown_types(value)
    if unknown:
        raise ModelFileError(f"A value in the model file is of an unknown type: {unknown[0]!r:.80}.")
    try:
        return decode_value(value)
    except ValueError as error:
        raise ModelFileError(f"A value in the model file is damaged: {error}.") from error


def _unknown_types(encoded: Any) -> list[Any]:
    """Return the types that values in typed JSON are marked with, if a model has none of them."""
    found, waiting = [], [encoded]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if "~" in node and str(node["~"]) not in TYPES:
                found.append(node["~"])
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(item for item in node if isinstance(item, dict | list))
    return found
