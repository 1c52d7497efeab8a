"""Values of caches as typed JSON: what is not JSON by itself says its type; nothing is ever executed.

A plain value (None, bool, int, float, str, list, dict with string keys) stands for itself. Any other is
an object with the key ``"~"`` that names its type, for example
``{"~": "timestamp", "value": "2003-01-31T12:00:00Z"}``.
"""

from __future__ import annotations

import base64
import json
import math
from collections import Counter, OrderedDict
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

__all__ = ["CacheValueError", "decode_value", "encode_value"]

MARK: Final = "~"


class CacheValueError(ValueError):
    """A value cannot be written to, or read from, an observation."""


def encode_value(value: Any) -> Any:
    """Return JSON for a value of a cache.

    Raises
    ------
    CacheValueError
        For a value of a type that observations cannot hold.

    Examples
    --------
    >>> encode_value([1, 2.5, "a", None])
    [1, 2.5, 'a', None]
    >>> encode_value({1.0, float("inf")})
    {'~': 'set', 'items': [1.0, {'~': 'float', 'value': 'inf'}]}
    """
    kind = type(value)
    if value is None or kind in (bool, int, str):
        return value
    if kind is float:
        return value if math.isfinite(value) else {MARK: "float", "value": repr(value)}
    if kind is list:
        return [encode_value(item) for item in value]
    if kind is dict and MARK not in value and all(type(key) is str for key in value):
        return {key: encode_value(item) for key, item in value.items()}
    encoder = _ENCODERS.get(kind.__name__)
    if encoder is not None and kind.__module__.partition(".")[0] in _MODULES:
        return encoder(value)
    if kind.__module__.partition(".")[0] == "numpy" and hasattr(value, "tolist"):
        return _encode_numpy(value)
    if isinstance(value, str):
        return str(value)
    raise CacheValueError(
        f"a value of type {kind.__module__}.{kind.__name__} cannot be written to an observation"
    )


def decode_value(value: Any) -> Any:
    """Return the value that JSON of `encode_value` stands for.

    Examples
    --------
    >>> decode_value({"~": "tuple", "items": [1, [2]]})
    (1, [2])
    """
    if isinstance(value, list):
        return [decode_value(item) for item in value]
    if isinstance(value, dict):
        if MARK not in value:
            return {key: decode_value(item) for key, item in value.items()}
        decoder = _DECODERS.get(str(value[MARK]))
        if decoder is None:
            raise CacheValueError(f"unknown type of value {value[MARK]!r}")
        try:
            return decoder(value)
        except CacheValueError:
            raise
        except (KeyError, TypeError, ValueError) as error:
            raise CacheValueError(f"a value of type {value[MARK]!r} is damaged: {error!r}") from error
    return value


def _items(name: str) -> Callable[[Any], dict[str, Any]]:
    return lambda value: {MARK: name, "items": [encode_value(item) for item in value]}


def _sorted_items(name: str) -> Callable[[Any], dict[str, Any]]:
    """For sets: in an order that does not depend on the process."""
    return lambda value: {
        MARK: name,
        "items": sorted(
            (encode_value(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True)
        ),
    }


def _pairs(name: str) -> Callable[[Any], dict[str, Any]]:
    return lambda value: {
        MARK: name,
        "items": [[encode_value(key), encode_value(item)] for key, item in value.items()],
    }


def _text(name: str) -> Callable[[Any], dict[str, Any]]:
    return lambda value: {MARK: name, "value": str(value)}


def _encode_numpy(value: Any) -> Any:
    if getattr(value, "ndim", 0) == 0:
        return encode_value(value.item())
    return {MARK: "ndarray", "dtype": str(value.dtype), "value": encode_value(value.tolist())}


def _encode_token(value: Any) -> Any:
    return {MARK: "token", "value": str(value), "type": value.type}


#: Modules whose classes are meant by the names in the table.
_MODULES: Final = {"builtins", "collections", "datetime", "mwtypes", "revscoring"}

_ENCODERS: Final[dict[str, Callable[[Any], Any]]] = {
    "tuple": _items("tuple"),
    "set": _sorted_items("set"),
    "frozenset": _sorted_items("frozenset"),
    "dict": _pairs("dict"),
    "dict_keys": lambda value: [encode_value(key) for key in value],
    "dict_values": lambda value: [encode_value(item) for item in value],
    "OrderedDict": _pairs("ordered dict"),
    "Counter": _pairs("counter"),
    "defaultdict": _pairs("dict"),
    "bytes": lambda value: {MARK: "bytes", "value": base64.b64encode(value).decode("ascii")},
    "datetime": lambda value: {MARK: "datetime", "value": value.isoformat()},
    "date": lambda value: {MARK: "date", "value": value.isoformat()},
    "Timestamp": _text("timestamp"),
    "Token": _encode_token,
}


def _decoded_items(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: make(decode_value(item) for item in value["items"])


def _decoded_pairs(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: make({decode_value(key): decode_value(item) for key, item in value["items"]})


def _decode_timestamp(value: Any) -> Any:
    from mwtypes import Timestamp

    return Timestamp(value["value"])


def _decode_token(value: Any) -> Any:
    from ..text.tokens import Token

    return Token(value["value"], type=value["type"])


def _decode_ndarray(value: Any) -> Any:
    import numpy

    dtype = numpy.dtype(value["dtype"])
    if dtype.hasobject:
        raise CacheValueError("an array of objects is not read")
    return numpy.array(decode_value(value["value"]), dtype=dtype)


_DECODERS: Final[dict[str, Callable[[Any], Any]]] = {
    "tuple": _decoded_items(tuple),
    "set": _decoded_items(set),
    "frozenset": _decoded_items(frozenset),
    "dict": _decoded_pairs(dict),
    "ordered dict": _decoded_pairs(OrderedDict),
    "counter": _decoded_pairs(Counter),
    "float": lambda value: float(value["value"]),
    "bytes": lambda value: base64.b64decode(value["value"], validate=True),
    "datetime": lambda value: datetime.fromisoformat(value["value"]),
    "date": lambda value: date.fromisoformat(value["value"]),
    "timestamp": _decode_timestamp,
    "token": _decode_token,
    "ndarray": _decode_ndarray,
}
