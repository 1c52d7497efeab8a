"""Values of features and scores in columns, for profiles of training data and for drift."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from ..audit import SCORE, Profile, find_drift, profile_of, score_value
from ..scoring.formats import label_name

if TYPE_CHECKING:
    from ..dependencies import Dependent
    from ..scoring import Model, Score

__all__ = ["ScoreDrift", "columns_of", "training_profile"]

#: A stream does not end: so many scores are kept.
LAST = 100_000


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


class ScoreDrift:
    """How far the last scores of a stream of edits are from those that a model had in training.

    Parameters
    ----------
    model : Model
    path : str
        Its file, for messages.

    Raises
    ------
    RuntimeError
        If the model has no profile of its scores.
    """

    def __init__(self, model: Model, path: str) -> None:
        profile = cast("Profile | None", model.profile)
        if profile is None or SCORE not in profile["columns"]:
            raise RuntimeError(
                f"{path} has no profile of its scores in training: train it again with cv_train and folds"
            )
        self._profile = profile
        self._scores: deque[float] = deque(maxlen=LAST)
        self._users: deque[str | tuple[str, int]] = deque(maxlen=LAST)
        self._count = 0

    def add(self, user: str | None, score: Score) -> None:
        """Add the score of an edit."""
        value = score_value(score)
        if value is not None:
            self._count += 1
            self._users.append(("", self._count) if user is None else user)
            self._scores.append(value)

    def sentence(self) -> str:
        """Say how far the scores are from those of training."""
        if not self._scores:
            return "no edit has a probability of true, so nothing is known of drift"
        [found] = find_drift(self._profile, {SCORE: np.asarray(self._scores)}, list(self._users))
        psi = found["psi"]
        old, new = found["median"]
        far = "differ much" if found["alarm"] else "do not differ much"
        return (
            f"the scores of {len(self._scores):,} edits {far} from those of training: index (PSI) "
            f"{psi['value']:.2f} ({psi['low']:.2f} to {psi['high']:.2f}), median {new or 0:.3f}, and "
            f"{old or 0:.3f} then"
        )
