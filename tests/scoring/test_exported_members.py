"""The names that the packages of the scoring room export."""

from __future__ import annotations

import importlib

import pytest

EXPORTS = {
    "revscoring.scoring": ["Environment", "Model", "ModelInfo", "Statistics"],
    "revscoring.scoring.statistics": ["Classification", "Statistics"],
    "revscoring.scoring.statistics.classification": [
        "Classification",
        "Counts",
        "LabelThresholds",
        "MicroMacroStats",
        "MultilabelCounts",
        "Rates",
        "ScaledClassificationMatrix",
        "ScaledPredictionStatistics",
        "ScaledThresholdStatistics",
        "ThresholdOptimization",
    ],
    "revscoring.scoring.models": [
        "BernoulliNB",
        "Classifier",
        "GaussianNB",
        "GradientBoosting",
        "HistGradientBoosting",
        "Learned",
        "LinearSVC",
        "LogisticRegression",
        "Model",
        "MultinomialNB",
        "NaiveBayes",
        "ProbabilityClassifier",
        "RBFSVC",
        "RandomForest",
        "SVC",
        "open_file",
    ],
}


@pytest.mark.parametrize("name", EXPORTS)
def test_exports(name):
    module = importlib.import_module(name)
    assert sorted(module.__all__) == EXPORTS[name]
    assert all(getattr(module, exported).__name__ == exported for exported in module.__all__)
    assert set(module.__all__) <= set(dir(module))
    with pytest.raises(AttributeError, match="zz"):
        module.zz  # noqa: B018
