"""Feature importances: how much a model uses each of its values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from ..trees import trees_of

if TYPE_CHECKING:
    from ..models import Model

__all__ = ["Importance", "importances"]


class Importance(TypedDict):
    """The share of a value in the decisions of a model."""

    name: str
    share: float


def importances(model: Model) -> list[Importance]:
    """Return the share of each value of a vector in the decisions of a model, the greatest first.

    For trees it is the share in the gain of their splits, for linear models the absolute coefficient (of
    scaled values, if the model scales). The shares sum to 1; other kinds of models have none.
    """
    estimators = getattr(model, "estimators", None) or [getattr(model, "estimator", None)]
    found = [shares for shares in map(_shares, estimators) if shares is not None]
    if not found or len({len(shares) for shares in found}) != 1:
        return []
    shares = np.mean(found, axis=0)
    names = _names(model, len(shares))
    order = np.argsort(-shares, kind="stable")
    return [{"name": names[place], "share": round(float(shares[place]), 5)} for place in order]


def _names(model: Model, n: int) -> list[str]:
    names = [str(feature).partition(".")[2] for feature in model.features]
    return names if len(names) == n else [f"value {number + 1}" for number in range(n)]


def _shares(estimator: Any) -> NDArray[np.float64] | None:
    while hasattr(estimator, "calibrated_classifiers_"):
        estimator = estimator.calibrated_classifiers_[0].estimator
    trees = trees_of(estimator) if hasattr(estimator, "_predictors") else None
    if trees is not None:
        gain = np.where(trees.leaf, 0, trees.columns["gain"])
        found = np.bincount(trees.feature, weights=gain, minlength=estimator.n_features_in_)
    elif hasattr(estimator, "estimators_"):
        found = np.asarray(estimator.feature_importances_, dtype=np.float64)
    elif hasattr(estimator, "coef_") and not callable(estimator.coef_):
        found = np.abs(np.asarray(estimator.coef_, dtype=np.float64)).mean(axis=0)
    else:
        return None
    total = found.sum()
    return found / total if total > 0 else None
