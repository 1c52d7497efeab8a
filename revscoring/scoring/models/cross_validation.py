"""Cross-validation: observations divided so that every fold has its share of every label."""

from __future__ import annotations

import logging
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from ...errors import ModelConsistencyError
from .._typing import FeatureValues, Matrix, Observation, Score
from .packing import odd_values_named

if TYPE_CHECKING:
    from .model import Learned

__all__ = ["cross_validated_scores", "divide"]

logger = logging.getLogger(__name__)

Division = list[tuple[list[int], list[int]]]


@runtime_checkable
class TakesMatrices(Protocol):
    """A model that takes the values of many observations as one matrix."""

    def pack(self, feature_values: Iterable[FeatureValues]) -> Matrix: ...
    def train_packed(self, values: Matrix, labels: Sequence[Any]) -> object: ...
    def score_packed(self, values: Matrix) -> list[Score]: ...


def cross_validated_scores(
    model: Learned, values_labels: Sequence[Observation], folds: int, processes: int | None
) -> tuple[list[Score], list[int]]:
    """Score every observation with a model that was trained without it.

    The scores are in the order of the folds; beside them is, for each score, the index of its observation.
    """
    labels = [label for _, label in values_labels]
    division = divide(labels, folds, getattr(model, "multilabel", False))
    rows = [values for values, _ in values_labels]
    values: Any = model.pack(rows) if isinstance(model, TakesMatrices) else rows
    jobs = [
        (model.blank_copy(), values, labels, train, test, f"fold {fold} of {folds}")
        for fold, (train, test) in enumerate(division, start=1)
    ]
    with odd_values_named(values, model.features) if isinstance(model, TakesMatrices) else nullcontext():
        if processes == 1:
            scores = [_score_fold(*job) for job in jobs]
        else:
            from joblib import Parallel, delayed

            parallel = Parallel(n_jobs=-1 if processes is None else processes)
            scores = parallel(delayed(_score_fold)(*job) for job in jobs)
    order = [index for _, test in division for index in test]
    return [score for fold_scores in scores for score in fold_scores], order


def _score_fold(
    model: Learned, values: Any, labels: Sequence[Any], train: list[int], test: list[int], fold: str
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


def divide(labels: Sequence[Any], folds: int, multilabel: bool = False) -> Division:
    """Divide observations into folds (training indices, test indices), each with its share of each label.

    An observation with several labels counts as one of its rarest label. The division depends on
    the labels and the number of folds only.

    Examples
    --------
    >>> division = divide(["rare", "rare"] + ["common"] * 6, folds=2)
    >>> [sum(index < 2 for index in test) for train, test in division]
    [1, 1]
    """
    import numpy as np
    from sklearn.model_selection import KFold, StratifiedKFold

    if not 2 <= folds <= len(labels):
        raise ValueError(
            f"{len(labels)} observations cannot be divided into {folds} folds; use 2 to {len(labels)}."
        )
    if multilabel:
        frequencies = Counter(label for label_set in labels for label in label_set)
        strata = [
            min(label_set, key=lambda one: (frequencies[one], repr(one)), default=None)
            for label_set in labels
        ]
    else:
        strata = list(labels)
    numbers = {stratum: number for number, stratum in enumerate(dict.fromkeys(strata))}
    sizes = Counter(strata)
    splitter: Any = StratifiedKFold(folds, shuffle=True, random_state=0)
    if max(sizes.values()) < folds:
        splitter = KFold(folds, shuffle=True, random_state=0)
    rare = sorted(repr(stratum) for stratum, size in sizes.items() if size < folds)
    if rare:
        logger.warning("Fewer observations than the %d folds have the labels %s", folds, ", ".join(rare))
    with warnings.catch_warnings():  # of rare labels, which were just logged
        warnings.simplefilter("ignore", UserWarning)
        division = list(splitter.split(np.zeros(len(labels)), [numbers[stratum] for stratum in strata]))
    return [(train.tolist(), test.tolist()) for train, test in division]
