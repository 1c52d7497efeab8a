"""Evaluations: figures with intervals by author, and their form in a model file."""

from __future__ import annotations

import io
import json
import random

import pytest

from revscoring.scoring import Model, models
from revscoring.scoring.models.cross_validation import divide
from revscoring.scoring.models.evaluation import Evaluation, evaluate, record
from revscoring.scoring.statistics.classification import Classification, operating_point
from revscoring.scoring.statistics.classification.intervals import (
    count_clusters,
    number_clusters,
    prediction_interval,
)
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


def edits_of(authors: int, seed: int = 0) -> list:
    """Return rows of authors who are consistent: all edits of one are alike."""
    source = random.Random(seed)
    rows = []
    for author in range(authors):
        label = source.random() < 0.3
        score = round(min(0.99, max(0.01, source.gauss(0.6 if label else 0.3, 0.2))), 3)
        rows += [(score, label, f"user {author}")] * source.randrange(1, 20)
    return rows


def test_intervals_are_the_same_each_time_and_none_of_one_cluster():
    rows = edits_of(20)
    assert scored(rows).ranking(True) == scored(rows).ranking(True)
    clusters = count_clusters([True, True, False], [True, False, False], number_clusters("aaa"))
    assert prediction_interval((1, 1, 1, 0), "accuracy", clusters=clusters) is None


def test_each_observation_by_an_author_of_its_own_is_drawn_as_observations_are():
    flagged, has = [True] * 50 + [False] * 50, [True] * 24 + [False] * 70 + [True] * 6
    clusters = count_clusters(flagged, has, number_clusters(range(100)))
    singly = prediction_interval((24, 26, 44, 6), "recall")
    assert prediction_interval((24, 26, 44, 6), "recall", clusters=clusters) == pytest.approx(
        singly, abs=0.02
    )


def test_a_figure_has_one_interval_wherever_it_is_shown(features):
    """In the evaluation, in the statistics, and in those that were read from a file."""
    tested = scored(edits_of(60))
    model = models.GaussianNB(features, [True, False])
    statistics = model.fit_statistics(tested.scores, tested.labels, tested.authors)
    read = Classification.from_state(json.loads(json.dumps(_plain(statistics.to_state()))))
    found = record(tested, "groups", [True, False], statistics)["labels"]["true"]["points"]
    assert found
    for query, point in found.items():
        for stats in (statistics, read):
            shown = operating_point(stats["thresholds"][True], query)
            for name in ("recall", "precision", "match_rate"):
                assert shown.intervals[name] == (point[name]["low"], point[name]["high"])
    ranking = tested.ranking(True)
    assert read.interval("roc_auc_exact", True) == (ranking["low"], ranking["high"])
    accuracy = tested.accuracy()
    assert read.interval("accuracy", True) == pytest.approx((accuracy["low"], accuracy["high"]), abs=0.02)
    singly = model.fit_statistics(tested.scores, tested.labels)
    low, high = operating_point(singly["thresholds"][True], query).intervals["precision"]
    assert high - low < 0.8 * (found[query]["precision"]["high"] - found[query]["precision"]["low"])


def _plain(state: dict) -> dict:
    return {**state, "labels": list(state["labels"])}


@pytest.mark.parametrize("numbers", [[0], [0, -1], "ab"])
def test_numbers_of_clusters_that_do_not_fit_are_refused(numbers):
    statistics = Classification([True, False], decision_key="probability")
    rows = [({"prediction": True, "probability": {True: 1.0, False: 0.0}}, label) for label in (True, False)]
    statistics.fit(rows, ["Ann", "Ben"])
    state = statistics.to_state()
    with pytest.raises(ValueError):
        Classification.from_state({**state, "clusters": {**state["clusters"], "decisions": [numbers] * 2}})
