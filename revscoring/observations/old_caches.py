"""Reading the observation caches of revscoring 2.x: base85 text of a pickle, read without executing it.

The pickle may refer to an allow-list of plain classes and to nothing else; see `revscoring.unpickling`.
"""

from __future__ import annotations

import base64
import importlib
from typing import Any, Final

from ..unpickling import PickleError, read_pickle
from .values import CacheValueError

__all__ = ["read_old_cache"]

#: What an old cache may refer to → where it is found now.
ALLOWED: Final = {
    ("builtins", "set"): ("builtins", "set"),
    ("builtins", "frozenset"): ("builtins", "frozenset"),
    ("builtins", "bytearray"): ("builtins", "bytearray"),
    ("builtins", "complex"): ("builtins", "complex"),
    ("builtins", "range"): ("builtins", "range"),
    ("collections", "Counter"): ("collections", "Counter"),
    ("collections", "OrderedDict"): ("collections", "OrderedDict"),
    ("datetime", "date"): ("datetime", "date"),
    ("datetime", "datetime"): ("datetime", "datetime"),
    ("datetime", "timedelta"): ("datetime", "timedelta"),
    ("datetime", "timezone"): ("datetime", "timezone"),
    ("time", "struct_time"): ("time", "struct_time"),
    ("mwtypes.timestamp", "Timestamp"): ("mwtypes.timestamp", "Timestamp"),
    ("deltas.tokenizers.token", "Token"): ("revscoring.text.tokens.lexer", "Token"),
    ("numpy", "dtype"): ("numpy", "dtype"),
    ("numpy", "ndarray"): ("numpy", "ndarray"),
    ("numpy.core.multiarray", "scalar"): ("numpy._core.multiarray", "scalar"),
    ("numpy.core.multiarray", "_reconstruct"): ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "scalar"): ("numpy._core.multiarray", "scalar"),
    ("numpy._core.multiarray", "_reconstruct"): ("numpy._core.multiarray", "_reconstruct"),
}


def _array(buffer: Any, dtype: Any, shape: Any, order: str) -> Any:
    """Stand in for the function by which protocol 5 makes arrays; plain numbers only."""
    import numpy

    return numpy.frombuffer(bytes(buffer), dtype=dtype).reshape(shape, order="F" if order == "F" else "C")


#: Functions that pickles call, and what is called instead.
_STAND_INS: Final = {
    ("numpy.core.numeric", "_frombuffer"): _array,
    ("numpy._core.numeric", "_frombuffer"): _array,
}


def _find(module: str, name: str) -> Any:
    if (module, name) in _STAND_INS:
        return _STAND_INS[module, name]
    if (module, name) not in ALLOWED:
        raise PickleError(f"the cache refers to {module}.{name}, which is not read from old caches")
    new_module, new_name = ALLOWED[module, name]
    return getattr(importlib.import_module(new_module), new_name)


def read_old_cache(text: str) -> dict[str, Any]:
    """Return the cache in a line of an observation file of revscoring 2.x: base85 text of a pickled dict.

    Raises
    ------
    CacheValueError
        When it is not a cache of 2.x, or refers to anything but plain data.
    """
    try:
        data = base64.b85decode(text)
    except ValueError as error:
        raise CacheValueError(f"the cache is not base85 text: {error}") from error
    try:
        cache = read_pickle(data, _find)
    except PickleError as error:
        raise CacheValueError(str(error)) from error
    if not isinstance(cache, dict):
        raise CacheValueError(f"the cache holds a {type(cache).__name__}, not a dict")
    return {str(key): value for key, value in cache.items()}
