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

from ...errors import ModelFileError

__all__ = ["checked_array", "decode", "encode", "expect"]


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


def checked_array(value: Any, shape: str, sizes: dict[str, int], what: str) -> Any:
    """Give an array if its type, values and shape fit those of the arrays before it.

    Parameters
    ----------
    value : object
        What the file has.
    shape : str
        The name of each dimension; ``*`` is of any size, ``1`` of one.
    sizes : dict
        Name → size, as far as they are known; completed.
    what : str
        What it is, for messages.

    Raises
    ------
    ModelFileError
        If it does not fit.
    """
    import numpy as np

    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biufU":
        raise ModelFileError(f"{what} is no array of numbers or labels: {value!r:.80}.")
    letters = shape.split()
    if value.ndim != len(letters):
        raise ModelFileError(f"{what} has {value.ndim} dimensions, not {len(letters)}.")
    if value.dtype.kind == "f" and np.isnan(value).any() and "*" not in letters:
        raise ModelFileError(f"{what} has values that are no numbers.")
    for letter, size in zip(letters, value.shape, strict=True):
        if letter == "k" and "k" not in sizes:
            sizes.update({"k": size, "m": 1 if size == 2 else size, "k-1": size - 1})
            sizes["q"] = size * (size - 1) // 2
        expected = 1 if letter == "1" else size if letter == "*" else sizes.setdefault(letter, size)
        if size != expected:
            raise ModelFileError(f"{what} has the shape {value.shape}, which does not fit the others.")
    return value
