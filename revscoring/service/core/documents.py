"""Documents of models as JSON: keys are strings, and NaN is null."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

__all__ = ["jsonable"]


def jsonable(document: Any) -> Any:
    """Return a document that JSON can hold.

    Examples
    --------
    >>> jsonable({True: float("nan"), 5: (1, 2)})
    {'true': None, '5': [1, 2]}
    """
    if isinstance(document, Mapping):
        return {_key(key): jsonable(value) for key, value in document.items()}
    if hasattr(document, "tolist"):  # numpy scalars and arrays
        document = document.tolist()
    if isinstance(document, list | tuple | set | frozenset):
        return [jsonable(value) for value in document]
    if isinstance(document, float) and not math.isfinite(document):
        return None
    if document is None or isinstance(document, bool | int | float | str):
        return document
    return str(document)


def _key(key: Any) -> str:
    if isinstance(key, bool):
        return "true" if key else "false"
    return "null" if key is None else str(key)
