"""The names that the packages of the scoring room export."""

from __future__ import annotations

import importlib

import pytest

EXPORTS = {
    "revscoring.scoring": ["Environment", "Model", "ModelInfo", "Score", "Statistics"],
    "revscoring.scoring.explaining": [
        "Contribution",
        "Evidence",
        "Explanation",
        "explain",
        "find_evidence",
        "pushed_in_words",
        "row_in_words",
    ],
    "revscoring.scoring.files": [
        "Definitions",
        "MissingFeature",
        "Storable",
        "dump",
        "dumps",
        "load",
        "loads",
        "read_bytes",
        "read_stated",
        "read_version",
        "with_stated",
    ],
    "revscoring.scoring.migration": [
        "Migration",
        "compare_scores",
        "load_old_model",
        "migrate",
    ],
    "revscoring.scoring.reports": [
        "Card",
        "CardPart",
        "OPERATING_POINTS",
        "Table",
        "importances",
        "make_card",
        "operating_points",
        "page_templates",
        "render_card",
        "render_report",
        "report_data",
    ],
    "revscoring.scoring.statistics": ["Classification", "Statistics"],
    "revscoring.scoring.statistics.classification": [
        "Classification",
        "Counts",
        "GOALS",
        "LabelThresholds",
        "MicroMacroStats",
        "MultilabelCounts",
        "OperatingPoint",
        "Rates",
        "ScaledClassificationMatrix",
        "ScaledPredictionStatistics",
        "ScaledThresholdStatistics",
        "ThresholdOptimization",
        "operating_point",
        "operating_points",
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


@pytest.mark.parametrize("package", EXPORTS)
def test_exports(package):
    module = importlib.import_module(package)
    assert sorted(module.__all__) == EXPORTS[package]
    assert all(getattr(getattr(module, name), "__name__", name) == name for name in module.__all__)
    assert set(module.__all__) <= set(dir(module))
    with pytest.raises(AttributeError, match="zz"):
        module.zz  # noqa: B018
