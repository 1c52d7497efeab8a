"""Support vector machines, with probabilities by calibration."""

from __future__ import annotations

from typing import Any

from .sklearn import EstimatorClass, ProbabilityClassifier

__all__ = ["RBFSVC", "SVC", "LinearSVC"]


class SVC(ProbabilityClassifier):
    """A support vector machine; values of different sizes call for ``scale=True, center=True``.

    Parameters are those of `revscoring.scoring.models.sklearn.ProbabilityClassifier` and of
    :class:`sklearn.svm.SVC`. Its probabilities come from a sigmoid fitted to scores of
    cross-validation (Platt's method), and the prediction is the most probable label.
    """

    Estimator = EstimatorClass("sklearn.svm", "SVC")
    BASE_PARAMS: dict[str, Any] = {"probability": True}
    CALIBRATION = "sigmoid"

    def _make_estimator(self, estimator: Any) -> Any:
        # scikit-learn is about to drop `probability`; calibration around the estimator does the same.
        params = self.estimator_params
        self.estimator_params = {name: value for name, value in params.items() if name != "probability"}
        try:
            return super()._make_estimator(estimator)
        finally:
            self.estimator_params = params


class LinearSVC(SVC):
    """A support vector machine with a linear kernel."""

    BASE_PARAMS = {"probability": True, "kernel": "linear"}


class RBFSVC(SVC):
    """A support vector machine with a radial kernel."""

    BASE_PARAMS = {"probability": True, "kernel": "rbf"}
