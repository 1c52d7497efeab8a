"""Values of features of many observations, flattened into a matrix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ...features.functions import vectorize_values
from .._typing import FeatureValues, Matrix

__all__ = ["pack"]


def pack(feature_values: Iterable[FeatureValues], features: Sequence[Any] = ()) -> Matrix:
    """Flatten the values of many observations into a matrix, a row for each.

    Values are numbers, bools, or vectors of them; features are named in messages.

    Raises
    ------
    ValueError
        If rows differ in length, or a value is no number.

    Examples
    --------
    >>> pack([[1, [2.0, True]], [3, [4.0, False]]])
    array([[1., 2., 1.],
           [3., 4., 0.]])
    """
    feature_values = list(feature_values)
    packed = _as_matrix(feature_values)
    if packed is not None:  # there are no vectors among the values
        return packed
    rows = [vectorize_values(values) for values in feature_values]
    odd = next((index for index, row in enumerate(rows) if len(row) != len(rows[0])), None)
    if odd is not None:
        raise ValueError(f"Observation {odd} has {len(rows[odd])} values, but the first has {len(rows[0])}.")
    packed = _as_matrix(rows)
    if packed is None:
        raise ValueError(f"Feature values are numbers or bools; {_odd_value(rows, features)}.")
    return packed


def _as_matrix(rows: Sequence[Sequence[Any]]) -> Matrix | None:
    """Make a matrix of rows of numbers, or None if they are something else."""
    try:
        matrix = np.array(rows, dtype=np.float64)
    except (TypeError, ValueError):
        return None
    if matrix.ndim != 2:
        return None
    if np.isnan(matrix).any() and any(value is None for row in rows for value in row):
        return None  # which numpy would take for NaN
    return matrix


def _odd_value(rows: Sequence[Sequence[Any]], features: Sequence[Any]) -> str:
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if _as_matrix([[value]]) is None:
                name = f" ({features[column]})" if len(features) == len(row) else ""
                return f"observation {number}, column {column}{name} is {value!r}"
    return "there are no observations"
