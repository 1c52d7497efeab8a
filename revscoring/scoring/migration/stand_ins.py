"""Inert stand-ins for everything that the pickle of a model of revscoring 2.x names.

Stand-ins only note what they were called with; nothing is imported. What is needed of the result, such as
arrays, is then made from these notes, with checks.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import unpickling
from ...errors import ModelFileError

__all__ = ["StandIn", "as_array", "as_plain", "fields", "full_name", "is_array", "read_pickle"]

PLAIN_DTYPE = re.compile(r"[|<>=]?[biufSU]\d*|V\d+|O8")
MAX_ITEMS = 2**31


class StandIn:
    """What a name in a pickle leads to: it keeps what it was called with, and does nothing.

    `args` is what it was called with, `state` what it was filled with; `items` were appended to it, and
    `entries` are the keys and values that it was given.
    """

    args: tuple[Any, ...]
    state: Any
    items: list[Any]
    entries: list[tuple[Any, Any]]

    def __new__(cls, *args: Any, **kwargs: Any) -> StandIn:
        """Note the arguments."""
        made = object.__new__(cls)
        made.args, made.state, made.items, made.entries = args, None, [], []
        return made

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Do nothing more."""

    def __setstate__(self, state: Any) -> None:
        self.state = state

    def __setitem__(self, key: Any, value: Any) -> None:
        self.entries.append((key, value))

    def append(self, item: Any) -> None:
        """Note an item."""
        self.items.append(item)

    add = append

    def extend(self, items: Any) -> None:
        """Note items."""
        self.items.extend(items)


def _reconstruct(kind: Any, base: Any, state: Any) -> Any:
    """Stand in for ``copyreg._reconstructor``, by which the protocols 0 and 1 make objects."""
    if not (isinstance(kind, type) and issubclass(kind, StandIn)):
        raise unpickling.PickleError(f"The pickle makes an object of {kind!r:.80}.")
    return kind(state)


def read_pickle(data: bytes) -> Any:
    """Read a pickle into stand-ins and plain values.

    Examples
    --------
    >>> import pickle, os
    >>> full_name(read_pickle(pickle.dumps(os.getpid)))
    'posix.getpid'
    """
    found: dict[tuple[str, str], Any] = {
        ("collections", "OrderedDict"): OrderedDict,
        ("copyreg", "_reconstructor"): _reconstruct,
    }

    def stand_in(module: str, name: str) -> Any:
        if (module, name) not in found:
            found[module, name] = type("StandIn", (StandIn,), {"module": module, "name": name})
        return found[module, name]

    try:
        return unpickling.read_pickle(data, stand_in)
    except unpickling.PickleError as error:
        raise ModelFileError(str(error)) from error


def full_name(value: Any) -> str:
    """Return the name that a stand-in, or an instance of one, stands for; empty for anything else."""
    kind = value if isinstance(value, type) else type(value)
    return f"{kind.module}.{kind.name}" if issubclass(kind, StandIn) and kind is not StandIn else ""  # type: ignore[attr-defined]


def fields(value: Any) -> dict[str, Any]:
    """Return the attributes that an instance was filled with."""
    state = getattr(value, "state", None)
    if isinstance(state, tuple) and len(state) == 2:  # with slots
        state = {**(state[0] or {}), **(state[1] or {})}
    return state if isinstance(state, dict) else {}


# -- numpy ------------------------------------------------------------------------------------------

ARRAY_NAMES = re.compile(r"numpy\.(?:_?core\.multiarray\._reconstruct|_?core\.numeric\._frombuffer)")
SCALAR_NAMES = re.compile(r"numpy\._?core\.multiarray\.scalar")


def is_array(value: Any) -> bool:
    """Tell whether a stand-in stands for an array."""
    return bool(ARRAY_NAMES.fullmatch(full_name(value)))


def _as_bytes(content: Any) -> Any:
    """Return the bytes that some protocols have as text, or as bytes that can be changed."""
    return (
        content.encode("latin1")
        if isinstance(content, str)
        else bytes(content)
        if isinstance(content, bytearray)
        else content
    )


def as_array(value: Any) -> NDArray[Any]:
    """Return the array that a stand-in stands for; its parts must fit each other."""
    if not is_array(value):
        raise ModelFileError(
            f"The pickle has {full_name(value) or repr(value):.80} where an array is expected."
        )
    try:
        if full_name(value).endswith("_frombuffer"):
            content, kind, shape, order = value.args
            fortran = order == "F"
        else:
            _, shape, kind, fortran, content = value.state
        dtype = _as_dtype(kind)
        if not all(isinstance(size, int) and 0 <= size < MAX_ITEMS for size in shape):
            raise ModelFileError(f"The pickle has an array of the shape {shape!r:.80}.")
        if dtype.kind == "O":
            if not isinstance(content, list) or len(content) != prod(shape):
                raise ModelFileError("The pickle has an array of objects with too few of them.")
            array = np.empty(len(content), dtype=object)
            array[:] = content
        else:
            content = _as_bytes(content)
            if not isinstance(content, bytes) or len(content) != prod(shape) * dtype.itemsize:
                raise ModelFileError("The pickle has an array that is not as large as it says.")
            array = np.frombuffer(content, dtype=dtype).copy()
        reshaped: NDArray[Any] = array.reshape(shape, order="F" if fortran else "C")
        return reshaped
    except (TypeError, ValueError) as error:
        raise ModelFileError(f"The pickle has a damaged array ({error}).") from error


def _as_dtype(value: Any, depth: int = 0) -> np.dtype[Any]:
    if full_name(value) != "numpy.dtype" or depth > 2 or not isinstance(value.args[0], str):
        raise ModelFileError(f"The pickle has {value!r:.80} where the type of an array is expected.")
    name = value.args[0]
    if not PLAIN_DTYPE.fullmatch(name):
        raise ModelFileError(f"The pickle has an array of the type {name!r:.80}.")
    _, order, _, names, parts, size, *_ = value.state
    if names is not None:
        made = {
            "names": list(names),
            "formats": [_as_dtype(parts[key][0], depth + 1) for key in names],
            "offsets": [int(parts[key][1]) for key in names],
            "itemsize": int(size),
        }
        return np.dtype(made)  # type: ignore[call-overload,no-any-return]
    dtype = np.dtype(name)
    return dtype.newbyteorder(order) if order in ("<", ">") else dtype


def as_plain(value: Any) -> Any:
    """Turn stand-ins of numpy's numbers, arrays and mappings into plain values, or raise a TypeError."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dict):
        return {as_plain(key): as_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(as_plain(item) for item in value)
    if isinstance(value, set | frozenset):
        return sorted((as_plain(item) for item in value), key=repr)
    if SCALAR_NAMES.fullmatch(full_name(value)) and len(value.args) == 2:
        kind, content = value.args
        dtype = _as_dtype(kind)
        content = _as_bytes(content)
        if isinstance(content, bytes) and dtype.itemsize == len(content) and dtype.kind in "biufU":
            return np.frombuffer(content, dtype=dtype)[0].item()
    if is_array(value):
        array = as_array(value)
        if array.dtype.kind in "biufU":
            return array.tolist()
    if full_name(value) == "collections.defaultdict":
        return {as_plain(key): as_plain(item) for key, item in value.entries}
    raise TypeError(f"{full_name(value) or type(value).__name__} is not a plain value")
