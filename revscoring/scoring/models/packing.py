"""Values of features of many observations, flattened into a matrix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from ...features import vectorize_values
from .._typing import FeatureValues, Matrix

__all__ = ["odd_values_named", "pack", "rows_of"]

#: The largest number that trees take.
MAX_NUMBER = float(np.finfo(np.float32).max)


def rows_of(feature_values: Any, features: Sequence[Any] = ()) -> list[FeatureValues]:
    """Return rows of values as a list; a data frame gives those of its columns that the features name.

    Parameters
    ----------
    feature_values : iterable of rows, or data frame
        A frame, of pandas or polars, has columns with the names of the features (with or without
        ``feature.``), in any order; or numbered columns, in the order of the features.
    features : sequence of Feature

    Raises
    ------
    ValueError
        If a frame has no column for a feature.
    """
    if not (hasattr(feature_values, "columns") and hasattr(feature_values, "to_numpy")):
        return list(feature_values)
    rows: list[list[Any]] = feature_values.to_numpy().tolist()
    columns = [str(column) for column in feature_values.columns]
    places = {column: place for place, column in reversed(list(enumerate(columns)))}
    names = [str(feature) for feature in features]
    bare = [name.partition(".")[2] for name in names]
    if columns == list(map(str, range(len(names)))):
        return list(rows)
    for wanted in (names, bare):
        if all(name in places for name in wanted):
            return [[row[places[name]] for name in wanted] for row in rows]
    missing = next(name for name, short in zip(names, bare, strict=True) if not {name, short} & {*places})
    raise ValueError(f"The frame has no column {missing!r}; its columns are {', '.join(columns)}.")


def pack(feature_values: Iterable[FeatureValues], features: Sequence[Any] = ()) -> Matrix:
    """Flatten the values of many observations into a matrix, a row for each.

    Values are numbers, bools, or vectors of them; features are named in messages.

    Raises
    ------
    ValueError
        If rows differ in length, or a value is not a number.

    Examples
    --------
    >>> pack([[1, [2.0, True]], [3, [4.0, False]]])
    array([[1., 2., 1.],
           [3., 4., 0.]])
    """
    feature_values = rows_of(feature_values, features)
    packed = _as_matrix(feature_values)
    if packed is not None:  # there are no vectors among the values
        return packed
    rows = [vectorize_values(values) for values in feature_values]
    odd = next((index for index, row in enumerate(rows) if len(row) != len(rows[0])), None)
    if odd is not None:
        lengths = f"{len(rows[odd])} values, but the first has {len(rows[0])}"
        raise ValueError(f"Observation {odd + 1} has {lengths}.")
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
