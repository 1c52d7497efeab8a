"""Values of features and scores in columns, for profiles of training data and for drift."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..audit import SCORE, Profile, profile_of, score_value
from ..scoring.formats import label_name

if TYPE_CHECKING:
    from ..dependencies import Dependent
    from ..scoring import Score

__all__ = ["columns_of", "training_profile"]


def columns_of(
    features: Sequence[Dependent], rows: Sequence[Sequence[Any]], scores: Iterable[Score] = ()
) -> dict[str, NDArray[np.float64]]:
    """Return the values of each feature that is a number or a truth value, and the probabilities of true.

    Examples
    --------
    >>> columns_of(["a", "b"], [[1, [2, 3]], [None, [4]]], [{"probability": {True: 0.5}}, {}])
    {'a': array([ 1., nan]), 'score': array([0.5, nan])}
    """
    found = {}
    for place, feature in enumerate(features):
        values = [row[place] for row in rows]
        if all(value is None or isinstance(value, int | float | np.number | np.bool_) for value in values):
            found[str(feature)] = np.asarray([np.nan if one is None else float(one) for one in values])
    probabilities = [score_value(score) for score in scores]
    if any(one is not None for one in probabilities):
        found[SCORE] = np.asarray([np.nan if one is None else one for one in probabilities])
    return found


def training_profile(
    features: Sequence[Dependent],
    rows: Sequence[Sequence[Any]],
    labels: Sequence[Any],
    scores: Iterable[Score],
) -> Profile:
    """Return the profile of training data; the scores are those of edits that the model had not seen."""
    columns = columns_of(features, rows)
    tested = columns_of((), (), scores)
    names = [] if any(isinstance(one, list) for one in labels) else [label_name(one) for one in labels]
    profile = profile_of(columns, names)
    return {**profile, "columns": {**profile["columns"], **profile_of(tested)["columns"]}}
