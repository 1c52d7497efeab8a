"""Plain values as JSON: tuples, and mappings with keys of any kind, are marked, so that they come back.

Examples
--------
>>> encode({True: (1, 2)})
{'dict': [[True, {'tuple': [1, 2]}]]}
>>> decode(encode({True: (1, 2)}))
{True: (1, 2)}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import ModelFileError

__all__ = ["decode", "encode", "expect"]


def encode(value: Any) -> Any:
    """Turn plain values into what JSON keeps.

    Raises
    ------
    TypeError
        If a value is no plain data.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return getattr(value, "item", lambda: value)()  # numpy's float is a float
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [encode(item) for item in value]}
    if isinstance(value, Mapping):
        return {"dict": [[encode(key), encode(item)] for key, item in value.items()]}
    if hasattr(value, "item") and getattr(value, "shape", None) == () and value.dtype.kind in "biufU":
        return value.item()
    raise TypeError(f"{value!r} is no plain data")


def decode(value: Any) -> Any:
    """Turn what `encode` gave back into values.

    Raises
    ------
    ModelFileError
        If `encode` gives no such thing.
    """
    if isinstance(value, list):
        return [decode(item) for item in value]
    if isinstance(value, dict):
        try:
            if set(value) == {"tuple"} and isinstance(value["tuple"], list):
                return tuple(decode(item) for item in value["tuple"])
            if set(value) == {"dict"}:
                return {decode(key): decode(item) for key, item in value["dict"]}
        except (TypeError, ValueError) as error:
            raise ModelFileError(f"A value in the model file is damaged: {error}.") from error
        raise ModelFileError(f"A value in the model file has unknown marks: {sorted(value)!r:.80}.")
    return value


def expect(value: Any, kind: Any, what: str) -> Any:
    """Give a value of the kind that is expected.

    Raises
    ------
    ModelFileError
        If it is of another kind.

    Examples
    --------
    >>> expect("1.0", str, "version")
    '1.0'
    """
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
        raise ModelFileError(f"In the model file, {what} is a {type(value).__name__}: {value!r:.80}")
    return value
