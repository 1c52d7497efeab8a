"""A warning about values that lose their meaning when they become the declared type of a feature."""

from __future__ import annotations

from numbers import Real
from typing import Any
from warnings import warn

from ..errors import LossyConversionWarning

__all__ = ["warn_if_lossy"]

#: The features that have been warned of.
_WARNED: set[str] = set()


def warn_if_lossy(name: str, value: Any, converted: Any) -> None:
    """Warn once for each feature if a conversion changed the meaning, such as "no" to True, or 3.7 to 3."""
    if name in _WARNED or not _is_lossy(value, converted):
        return
    _WARNED.add(name)
    kind = type(converted).__name__
    warn(
        f"{name}: its process returned {value!r}, which becomes {converted!r}, because the feature "
        f"returns {kind}: return {kind} values, or declare another type",
        LossyConversionWarning,
        stacklevel=3,
    )


def _is_lossy(value: Any, converted: Any) -> bool:
    if isinstance(converted, bool):
        return isinstance(value, str | bytes) or (isinstance(value, Real) and value != value)
    if isinstance(converted, int):
        return isinstance(value, Real) and value != converted
    return isinstance(converted, str) and value is None
