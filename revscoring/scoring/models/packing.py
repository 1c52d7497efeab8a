"""Values of features of many observations, flattened into a matrix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from ...features.functions import vectorize_values
from .._typing import FeatureValues, Matrix

__all__ = ["odd_values_named", "pack"]

#: The largest number that trees take.
MAX_NUMBER = float(np.finfo(np.float32).max)


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
        raise ValueError(
            f"Observation {odd + 1} has {len(rows[odd])} values, but the first has {len(rows[0])}."
        )
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
                return f"observation {number + 1}, column {column}{name} is {value!r}"
    return "there are no observations"


@contextmanager
def odd_values_named(values: Matrix, features: Sequence[Any] = ()) -> Iterator[None]:
    """Name the value that an estimator refused, if there is one that is not finite, or too large.

    Raises
    ------
    ValueError
        Instead of the one of the estimator, with the observation (from 1) and the feature.

    Examples
    --------
    >>> with odd_values_named(np.array([[1.0], [np.nan]]), ["feature.words"]):
    ...     raise ValueError("Input X contains NaN.")
    Traceback (most recent call last):
    ...
    ValueError: observation 2: feature.words is nan, which this kind of model does not take
    """
    try:
        yield
    except ValueError as error:
        odd = np.argwhere(~(np.abs(values) <= MAX_NUMBER))
        if not len(odd):
            raise
        row, column = odd[0].tolist()
        name = features[column] if len(features) == values.shape[1] else f"column {column + 1}"
        where = f"observation {row + 1}: " if len(values) > 1 else ""
        raise ValueError(
            f"{where}{name} is {values[row, column]:g}, which this kind of model does not take"
        ) from error
