"""Evaluations: figures with intervals by author, and their form in a model file."""

from __future__ import annotations

import io
import random

import pytest

from revscoring.scoring import Model, models
from revscoring.scoring.models.cross_validation import divide
from revscoring.scoring.models.evaluation import Evaluation, evaluate, record
from revscoring.scoring.statistics.classification.intervals import clustered_interval
from revscoring.scoring.wording import labels_of_interest


def scored(rows) -> Evaluation:
    scores = [{"prediction": p >= 0.5, "probability": {True: p, False: 1 - p}} for p, _, _ in rows]
    return Evaluation("rows", scores, [label for _, label, _ in rows], [author for _, _, author in rows])


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """Authors of 10 edits with one decision each: intervals by edit would be three times too narrow."""
    source = random.Random(1)
    held = []
    for _ in range(60):
        rows = []
        for author in range(50):
            label = source.random() < 0.5
            rows += [(source.gauss(1.0 if label else 0.0, 1), label, author)] * 10
        figure = scored(rows).ranking(True)
        held.append(figure["low"] <= 0.7602 <= figure["high"])  # Φ(1/√2)
    assert 0.85 <= sum(held) / len(held) <= 1


def test_a_perfect_ranking_of_few_authors_is_not_certain():
    figure = scored([(0.9, True, "Ann"), (0.8, True, "Ben"), (0.1, False, "Cy"), (0.2, False, "Di")]).ranking(
        True
    )
    assert figure["value"] == figure["high"] == 1
    assert figure["low"] < 0.3


def test_one_author_is_no_sample():
    figure = scored([(0.9, True, "Ann"), (0.8, True, "Ann"), (0.1, False, "Cy"), (0.2, False, "Di")]).ranking(
        True
    )
    assert figure == {"value": 1.0, "low": None, "high": None}


def test_a_label_that_is_missing_has_no_figure():
    assert scored([(0.9, False, "Ann"), (0.8, False, "Ben")]).ranking(True) is None


def test_points_are_those_of_the_statistics(features, observations):
    model = models.GaussianNB(features, [True, False], population_rates={True: 0.1, False: 0.9})
    statistics = model.cross_validate(observations, folds=4)
    authors = list(range(len(observations)))
    division = divide([label for _, label in observations], 4)
    found = record(
        evaluate(model, observations, "folds", division, authors),
        "random",
        [True, False],
        statistics,
        model.population_rates,
    )
    assert found["labels"]["true"]["points"]
    for query, point in found["labels"]["true"]["points"].items():
        (row,) = statistics.format([["thresholds", True, query]], formatting="json")["thresholds"][True]
        assert row["threshold"] == point["threshold"]
        for name in ("recall", "precision", "match_rate"):
            assert point[name]["value"] == pytest.approx(row[name], abs=6e-4)
            assert point[name]["low"] < point[name]["value"] < point[name]["high"]
    model.train(observations)
    model.evaluations = [found]
    file = io.BytesIO()
    model.dump(file)
    file.seek(0)
    assert Model.load(file).evaluations == [found]


def test_models_without_probabilities_have_an_accuracy_only(features, observations):
    rows = [{"prediction": label} for _, label in observations]
    found = Evaluation("rows", rows, [label for _, label in observations], list(range(len(rows))))
    assert record(found, "test", [True, False])["labels"]["true"]["roc_auc_exact"] is None
    assert found.accuracy()["value"] == 1


def test_labels_of_interest():
    assert labels_of_interest([False, True]) == [True]
    assert labels_of_interest([1, 0]) == [1, 0]


def test_intervals_are_the_same_each_time():
    def share(weights):
        return weights[:3].sum() / weights.sum()

    assert clustered_interval(share, "aabbccdd") == clustered_interval(share, "aabbccdd")
    assert clustered_interval(share, "aaaa") is None
