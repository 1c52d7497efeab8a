"""Forms of values in documents and tables: as JSON, as keys of JSON, rounded, indented."""

from __future__ import annotations

import builtins
import json
import math
from collections.abc import Mapping
from typing import Any

from ._typing import Label

__all__ = [
    "format_params",
    "key_normalize",
    "label_name",
    "normalize",
    "normalize_json",
    "round",
    "tab_it_in",
]


def normalize_json(doc: Any) -> Any:
    """Turn a document of numpy values, tuples and keys of any type into plain Python values.

    The infinities and NaN, which JSON does not have, become the texts ``Infinity``, ``-Infinity``, ``NaN``.

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


def key_normalize(v: Any) -> Label:
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


def label_name(label: Any) -> str:
    """Return a label as JSON has it for a key.

    Examples
    --------
    >>> label_name(True), label_name("A"), label_name(3)
    ('true', 'A', '3')
    """
    if isinstance(label, bool):  # of millions of rows
        return "true" if label else "false"
    key = key_normalize(label)
    return key if isinstance(key, str) else json.dumps(key)


def format_params(doc: Mapping[str, Any]) -> str:
    """Write parameters on one line, the values as JSON.

    Examples
    --------
    >>> format_params({"n_estimators": 300, "max_features": "log2"})
    'n_estimators=300, max_features="log2"'
    """
    return ", ".join(f"{name}={json.dumps(normalize_json(value))}" for name, value in doc.items())


def round(number: float | None, ndigits: int = 0) -> float | None:
    """Round half to even in binary, as numpy does; None stays None.

    Examples
    --------
    >>> round(0.12345, 3)
    0.123
    >>> round(None, 3) is None
    True
    """
    if number is None or not math.isfinite(number):
        return number
    scale: float = 10**ndigits
    return builtins.round(number * scale) / scale


def tab_it_in(string: str, tabs: int = 1) -> str:
    r"""Indent every line with tabs and end the last one with a line break.

    Examples
    --------
    >>> tab_it_in("a\nb")
    '\ta\n\tb\n'
    """
    return "".join("\t" * tabs + line + "\n" for line in string.split("\n"))
