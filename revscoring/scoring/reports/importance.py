"""How much a model looks at each of its values, as far as its estimator tells."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..trees import trees_of

__all__ = ["importances"]


def importances(model: Any) -> list[dict[str, Any]]:
    """Give the share of each value of a vector in what the model decides.

    Of trees it is the share in what their splits gained, of linear models the absolute coefficient (of
    scaled values, if the model scales). Other kinds do not tell.

    Parameters
    ----------
    model : Model

    Returns
    -------
    list of dict
        ``name`` and ``share`` (they sum to 1), the greatest first; empty if the model does not tell.
    """
    estimators = getattr(model, "estimators", None) or [getattr(model, "estimator", None)]
    found = [shares for shares in map(_shares, estimators) if shares is not None]
    if not found or len({len(shares) for shares in found}) != 1:
        return []
    shares = np.mean(found, axis=0)
    names = _names(model, len(shares))
    order = np.argsort(-shares, kind="stable")
    return [{"name": names[place], "share": round(float(shares[place]), 5)} for place in order]


def _names(model: Any, n: int) -> list[str]:
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
