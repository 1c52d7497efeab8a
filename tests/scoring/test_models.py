"""Every kind of model: trains, scores, weighs, validates, and survives a file."""

from __future__ import annotations

import io

import pytest
from sklearn.exceptions import NotFittedError

from revscoring.errors import ModelConsistencyError
from revscoring.scoring import models, persistence

KINDS = [
    "GradientBoosting",
    "HistGradientBoosting",
    "RandomForest",
    "LogisticRegression",
    "GaussianNB",
    "MultinomialNB",
    "BernoulliNB",
    "SVC",
    "LinearSVC",
    "RBFSVC",
]
SMALL = {
    "GradientBoosting": {"n_estimators": 10},
    "HistGradientBoosting": {"max_iter": 10},
    "RandomForest": {"n_estimators": 10},
}


def make(kind, features, labels=(True, False), **kwargs):
    scaled = kind != "MultinomialNB"
    kwargs = {"scale": scaled, "center": scaled, **SMALL.get(kind, {}), **kwargs}
    return getattr(models, kind)(features, labels=list(labels), version="0.1.0", **kwargs)


@pytest.mark.parametrize("kind", KINDS)
def test_score_is_json_friendly_and_one_is_as_many(kind, features, observations):
    model = make(kind, features)
    assert list(model.train(observations)) == ["seconds_elapsed"]
    rows = [values for values, _ in observations]
    many = model.score_many(rows)
    for one, score in zip(map(model.score, rows[:30]), many[:30], strict=True):
        assert type(one["prediction"]) is bool
        assert one["prediction"] == score["prediction"]
        assert list(one["probability"]) == [False, True]
        assert sum(one["probability"].values()) == pytest.approx(1)
        assert one["probability"] == pytest.approx(score["probability"], abs=1e-12)
        assert type(one["probability"][True]) is float
    right = sum(score["prediction"] == label for score, (_, label) in zip(many, observations, strict=True))
    assert right > 0.6 * len(observations)


@pytest.mark.parametrize("kind", KINDS)
def test_multilabel(kind, features, multilabel_observations):
    model = make(kind, features, "AB", multilabel=True, label_weights={"A": 2})
    model.cross_validate(multilabel_observations, folds=3)
    model.train(multilabel_observations)
    score = model.score(multilabel_observations[0][0])
    assert list(score["probability"]) == ["A", "B"]
    assert score["prediction"] == [label for label in "AB" if score["probability"][label] >= 0.5]
    assert model.info["statistics"]["counts"]["n"] == len(multilabel_observations)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("multilabel", [False, True])
def test_label_weights_weigh(kind, multilabel, features, observations, multilabel_observations):
    data, labels, label = (
        (multilabel_observations, "AB", "A") if multilabel else (observations, (True, False), True)
    )
    rows = [values for values, _ in data]
    sums = []
    for weights in (None, {label: 20}):
        model = make(kind, features, labels, multilabel=multilabel, label_weights=weights)
        model.train(data)
        sums.append(sum(score["probability"][label] for score in model.score_many(rows)))
    assert sums[1] > sums[0] * 1.05


@pytest.mark.parametrize("kind", KINDS)
def test_dump_and_load_give_the_same(kind, features, observations):
    model = make(kind, features, label_weights={True: 3}, population_rates={True: 0.1, False: 0.9})
    model.cross_validate(observations, folds=3)
    model.train(observations)
    file = io.BytesIO()
    model.dump(file)
    file.seek(0)
    again = models.Model.load(file)
    rows = [values for values, _ in observations]
    assert type(again) is type(model)
    assert again.score_many(rows) == model.score_many(rows)
    assert again.score(rows[0]) == model.score(rows[0])
    assert again.info.format() == model.info.format()
    assert again.info.format(["statistics.thresholds"]) == model.info.format(["statistics.thresholds"])
    assert [str(feature) for feature in again.features] == ["feature.f0", "feature.f1", "feature.f2"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_data_give_the_same_bytes(kind, features, observations):
    files = []
    for _ in range(2):
        model = make(kind, features)
        model.cross_validate(observations, folds=2)
        model.train(observations)
        files.append(persistence.dumps(model))
    assert files[0] == files[1] == persistence.dumps(persistence.loads(files[0]))


@pytest.mark.parametrize("kind", KINDS)
def test_unfitted_models_say_so(kind, features):
    with pytest.raises(NotFittedError, match="has not been trained"):
        make(kind, features, scale=False, center=False).score([1, 2, 3])


def test_scaling_before_training_is_an_error(features):
    with pytest.raises(RuntimeError, match="before training the scaler"):
        make("GaussianNB", features).apply_scaling([1, 2, 3])


@pytest.mark.parametrize("kind", ["GradientBoosting", "LogisticRegression"])
def test_scoring_never_changes_the_model(kind, features, observations):
    model = make(kind, features)
    model.train(observations)
    before = model.score(observations[0][0])
    model.score_many([[100.0, 200.0, 300.0]] * 5)
    model.test(observations[:50])
    assert model.score(observations[0][0]) == before
    assert model.score_many([observations[0][0]]) == [before]


def test_training_needs_exactly_the_labels_declared(features):
    rows = [([1, 2, 3], "A"), ([2, 2, 3], "B")]
    with pytest.raises(ModelConsistencyError, match=r"\{'C'\} not represented"):
        make("GradientBoosting", features, "ABC").train(rows)
    with pytest.raises(ModelConsistencyError, match=r"\{'B'\} not in expected"):
        make("GradientBoosting", features, "AC").train(rows)


def test_import_of_the_room_loads_no_estimators():
    import subprocess
    import sys

    code = "import sys; from revscoring.scoring import Model, models; print('sklearn' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "False\n"
