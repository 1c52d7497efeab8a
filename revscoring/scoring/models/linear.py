"""Linear models."""

from __future__ import annotations

from .sklearn import EstimatorClass, ProbabilityClassifier

__all__ = ["LogisticRegression"]


class LogisticRegression(ProbabilityClassifier):
    """Logistic regression; values of different sizes call for ``scale=True, center=True``.

    Parameters are those of `revscoring.scoring.models.sklearn.ProbabilityClassifier` and of
    :class:`sklearn.linear_model.LogisticRegression`. Label weights weigh observations, as in every
    other model.
    """

    Estimator = EstimatorClass("sklearn.linear_model", "LogisticRegression")
