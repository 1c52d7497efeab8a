"""Types that the scoring package shares: labels, score documents, observations, estimators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypedDict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Estimator", "FeatureValues", "Label", "Matrix", "Observation", "Score", "ScoreLabel", "Weights"]

Label: TypeAlias = "bool | int | float | str"

FeatureValues: TypeAlias = "Sequence[float | Sequence[float]]"
"""The values of the features of one revision: bools, numbers, or vectors of them."""

Observation: TypeAlias = "tuple[FeatureValues, Any]"
"""Feature values, and the label; or, if a model is multilabel, the collection of labels."""

Weights: TypeAlias = "Mapping[Label, float]"
"""Label → how much an observation with it weighs; or its rate in the population."""

Matrix: TypeAlias = "NDArray[np.float64]"
"""A row for each revision, a column for each value."""


class _Prediction(TypedDict):
    prediction: Label | list[Label]


class Score(_Prediction, total=False):
    """The document that a model scores a revision with.

    Its ``prediction`` is a label, or a list of labels if the model is multilabel. Models that tell
    probabilities have the ``probability`` of each label.
    """

    probability: dict[Label, float]


ScoreLabel: TypeAlias = "tuple[Mapping[str, Any], Any]"
"""A score document and the true label, or the collection of true labels."""


class Estimator(Protocol):
    """A classifier of scikit-learn."""

    classes_: NDArray[Any]
    n_features_in_: int

    def fit(self, X: Matrix, y: NDArray[Any], **kwargs: Any) -> Estimator: ...
    def predict(self, X: Matrix) -> NDArray[Any]: ...
    def predict_proba(self, X: Matrix) -> Matrix: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_params(self, **params: Any) -> Estimator: ...
