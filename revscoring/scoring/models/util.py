"""What makes the documents of models friendly to JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

__all__ = ["format_params", "key_normalize", "normalize", "normalize_json"]


def normalize_json(doc: Any) -> Any:
    """Turn a document of numpy values, tuples and odd keys into plain Python values.

    The infinities and NaN, which JSON does not know, become the texts ``Infinity``, ``-Infinity``, ``NaN``.

    Examples
    --------
    >>> import numpy as np
    >>> normalize_json({(1, 2): np.array([1.5, np.inf]), True: np.bool_(False), None: float("nan")})
    {'[1, 2]': [1.5, 'Infinity'], True: False, 'None': 'NaN'}
    """
    if isinstance(doc, Mapping):
        return {key_normalize(key): normalize_json(value) for key, value in doc.items()}
    doc = normalize(doc)
    if isinstance(doc, list | tuple):
        return [normalize_json(value) for value in doc]
    return doc


def normalize(v: Any) -> Any:
    """Turn one value into a plain Python value that JSON can hold.

    Examples
    --------
    >>> normalize(float("-inf"))
    '-Infinity'
    """
    if hasattr(v, "tolist"):  # numpy scalars and arrays
        v = v.tolist()
    if isinstance(v, float) and not math.isfinite(v):
        return "NaN" if math.isnan(v) else "Infinity" if v > 0 else "-Infinity"
    return v


def key_normalize(v: Any) -> bool | int | float | str:
    """Turn a value into a key for a JSON object.

    Examples
    --------
    >>> key_normalize(True), key_normalize(3), key_normalize((1, 2)), key_normalize(None)
    (True, 3, '[1, 2]', 'None')
    """
    if hasattr(v, "tolist"):
        v = v.tolist()
    if isinstance(v, bool | int | float | str):
        return v
    if isinstance(v, list | tuple | dict):
        return json.dumps(v)
    return str(v)


def format_params(doc: Mapping[str, Any]) -> str:
    """Write parameters on one line, the values as JSON.

    Examples
    --------
    >>> format_params({"n_estimators": 300, "max_features": "log2"})
    'n_estimators=300, max_features="log2"'
    """
    return ", ".join(f"{name}={json.dumps(normalize_json(value))}" for name, value in doc.items())
