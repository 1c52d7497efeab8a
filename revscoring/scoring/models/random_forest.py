"""Random forests."""

from __future__ import annotations

from .sklearn import EstimatorClass, ProbabilityClassifier

__all__ = ["RandomForest"]


class RandomForest(ProbabilityClassifier):
    """Averages of trees that were each grown on a random part of the data.

    Parameters are those of `revscoring.scoring.models.sklearn.ProbabilityClassifier` and of
    :class:`sklearn.ensemble.RandomForestClassifier`. Label weights weigh observations, as in every
    other model.
    """

    Estimator = EstimatorClass("sklearn.ensemble", "RandomForestClassifier")
    SUPPORTS_CLASSWEIGHT = True
