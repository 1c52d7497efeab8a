"""Cross-validation: divisions of observations, and scores by models that did not see what they score.

Folds have their share of every label. They are drawn at random, or keep groups together, such as the edits
of an author; or the newest observations are tested with the older ones.
"""

from __future__ import annotations

import logging
import warnings
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from ...errors import ModelConsistencyError
from .._typing import FeatureValues, Matrix, Observation, Score
from .packing import odd_values_named

if TYPE_CHECKING:
    from typing_extensions import Self

    from ...features import Feature

__all__ = ["NEWEST", "Division", "cross_validated_scores", "divide", "divide_by_time"]

logger = logging.getLogger(__name__)

Division = list[tuple[list[int], list[int]]]
"""For each fold, the indices to train on and those to test on."""

NEWEST = 0.2
"""The share of the newest observations, which are tested with the older ones."""


class Learner(Protocol):
    """A model that learns from observations, such as `revscoring.scoring.models.Learned`."""

    features: tuple[Feature, ...]

    def blank_copy(self) -> Self: ...
    def train(self, values_labels: Iterable[Observation]) -> object: ...
    def score_many(self, feature_values: Iterable[FeatureValues]) -> list[Score]: ...


@runtime_checkable
class TakesMatrices(Protocol):
    """A model that takes the values of many observations as one matrix."""

    def pack(self, feature_values: Iterable[FeatureValues]) -> Matrix: ...
    def train_packed(self, values: Matrix, labels: Sequence[Any]) -> object: ...
    def score_packed(self, values: Matrix) -> list[Score]: ...


def cross_validated_scores(
    model: Learner,
    values_labels: Sequence[Observation],
    division: Division,
    processes: int | None,
    fold_done: Callable[[], object] = int,
) -> tuple[list[Score], list[int]]:
    """Score the observations of every test with a model that was trained without them.

    The scores are in the order of the folds; beside them is, for each score, the index of its observation.
    After each fold, `fold_done` is called.
    """
    labels = [label for _, label in values_labels]
    rows = [values for values, _ in values_labels]
    values: Any = model.pack(rows) if isinstance(model, TakesMatrices) else rows
    jobs = [
        (model.blank_copy(), values, labels, train, test, f"fold {fold} of {len(division)}")
        for fold, (train, test) in enumerate(division, start=1)
    ]
    with odd_values_named(values, model.features) if isinstance(model, TakesMatrices) else nullcontext():
        found: Iterable[list[Score]] = (_score_fold(*job) for job in jobs)
        if processes != 1:
            from joblib import Parallel, delayed

            parallel = Parallel(n_jobs=-1 if processes is None else processes, return_as="generator")
            found = parallel(delayed(_score_fold)(*job) for job in jobs)
        scores = []
        for fold_scores in found:
            scores.append(fold_scores)
            fold_done()
    order = [index for _, test in division for index in test]
    return [score for fold_scores in scores for score in fold_scores], order


def _score_fold(
    model: Learner, values: Any, labels: Sequence[Any], train: list[int], test: list[int], fold: str
) -> list[Score]:
    """Train a blank model on some observations and score others."""
    try:
        if isinstance(model, TakesMatrices):
            model.train_packed(values[train], [labels[index] for index in train])
            return model.score_packed(values[test])
        model.train([(values[index], labels[index]) for index in train])
        return model.score_many([values[index] for index in test])
    except ModelConsistencyError as error:
        raise ModelConsistencyError(
            f"Cross-validation, training data of {fold}: {error.message} "
            "Rare labels need more observations, or fewer folds."
        ) from error


def divide(
    labels: Sequence[Any], folds: int, multilabel: bool = False, groups: Sequence[Hashable] | None = None
) -> Division:
    """Divide observations into folds (training indices, test indices), each with its share of each label.

    Observations of one group are tested in the same fold. An observation with several labels counts as one
    of its rarest label. The division depends on the arguments only.

    Raises
    ------
    ValueError
        If there are fewer observations, or groups, than folds.

    Examples
    --------
    >>> division = divide(["rare", "rare"] + ["common"] * 6, folds=2)
    >>> [sum(index < 2 for index in test) for train, test in division]
    [1, 1]
    >>> division = divide([True, False] * 3, folds=2, groups=["Ann", "Ann", "Ben", "Ben", "Cy", "Cy"])
    >>> [test for train, test in division]
    [[0, 1, 4, 5], [2, 3]]
    """
    import numpy as np
    from sklearn.model_selection import KFold, StratifiedGroupKFold, StratifiedKFold

    if not 2 <= folds <= len(labels):
        raise ValueError(
            f"{len(labels)} observations cannot be divided into {folds} folds; use 2 to {len(labels)}."
        )
    numbered = None if groups is None else _numbered(groups)
    if numbered is not None and max(numbered) + 1 < folds:
        raise ValueError(f"{max(numbered) + 1} groups cannot be divided into {folds} folds.")
    strata = _strata(labels, multilabel)
    sizes = Counter(strata)
    splitter: Any = StratifiedKFold(folds, shuffle=True, random_state=0)
    if numbered is not None:
        splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=0)
    if max(sizes.values()) < folds:
        strata = [0] * len(strata)
        splitter = splitter if numbered is not None else KFold(folds, shuffle=True, random_state=0)
    rare = sorted(repr(stratum) for stratum, size in sizes.items() if size < folds)
    if rare:
        logger.warning("Fewer observations than the %d folds have the labels %s", folds, ", ".join(rare))
    with warnings.catch_warnings():  # of rare labels, which were just logged
        warnings.simplefilter("ignore", UserWarning)
        division = list(splitter.split(np.zeros(len(labels)), _numbered(strata), numbered))
    return [(train.tolist(), test.tolist()) for train, test in division if len(test)]


def divide_by_time(
    times: Sequence[float | None], newest: float = NEWEST, groups: Sequence[Hashable] | None = None
) -> Division:
    """Divide observations by time: the older ones are trained on, the newest share is tested.

    Observations of the same time stay on one side. One whose time is unknown (None) is left out, and so is
    an older one whose group is among the newest, if there are groups.

    Raises
    ------
    ValueError
        If nothing is older than the newest observations.

    Examples
    --------
    >>> divide_by_time([2021, 2025, 2022, 2023, 2024, None])
    [([0, 2, 3, 4], [1])]
    """
    known = sorted(time for time in times if time is not None)
    first = min(len(known) - 1, len(known) - round(len(known) * newest))
    limit = known[first] if known else 0
    test = [index for index, time in enumerate(times) if time is not None and time >= limit]
    train = [index for index, time in enumerate(times) if time is not None and time < limit]
    if groups is not None:
        newer = {groups[index] for index in test}
        train = [index for index in train if groups[index] not in newer]
    if not train:
        raise ValueError("No observation to train on is older than the newest ones.")
    return [(train, test)]


def _strata(labels: Sequence[Any], multilabel: bool) -> list[Any]:
    """Return the label by which each observation counts."""
    if not multilabel:
        return list(labels)
    frequencies = Counter(label for label_set in labels for label in label_set)
    return [
        min(label_set, key=lambda one: (frequencies[one], repr(one)), default=None) for label_set in labels
    ]


def _numbered(values: Sequence[Hashable]) -> list[int]:
    numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return [numbers[value] for value in values]
