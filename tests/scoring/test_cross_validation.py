"""Cross-validation: division into folds, errors, and independence of the number of processes."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revscoring.errors import ModelConsistencyError
from revscoring.scoring import models
from revscoring.scoring.models.cross_validation import divide


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from("ABC"), min_size=6, max_size=60), st.integers(2, 6))
def test_folds_divide_the_observations_and_the_labels(labels, folds):
    division = divide(labels, folds)
    assert len(division) == folds
    assert sorted(index for _, test in division for index in test) == list(range(len(labels)))
    for train, test in division:
        assert sorted(train + test) == list(range(len(labels)))
    if max(Counter(labels).values()) >= folds:
        for label, n in Counter(labels).items():
            in_folds = [sum(labels[index] == label for index in test) for _, test in division]
            assert max(in_folds) - min(in_folds) <= 1, (label, n, in_folds)


def test_division_is_always_the_same_and_shuffled():
    labels = ["A", "B"] * 20
    assert divide(labels, 4) == divide(labels, 4)
    assert divide(labels, 4)[0][1] != list(range(10))


def test_multilabel_observations_count_as_their_rarest_label():
    labels = [["A"]] * 30 + [["A", "B"]] * 4 + [[]] * 6
    division = divide(labels, 4, multilabel=True)
    assert [sum("B" in labels[index] for index in test) for _, test in division] == [1, 1, 1, 1]


@pytest.mark.parametrize("folds", [1, 0, 11])
def test_impossible_numbers_of_folds(folds):
    with pytest.raises(ValueError, match="10 observations cannot be divided"):
        divide(["A", "B"] * 5, folds)


@pytest.mark.parametrize("multilabel", [False, True])
def test_a_label_that_misses_in_a_fold_is_named_with_the_fold(features, observations, multilabel, caplog):
    labels = ["rare"] + ["A", "B"] * 20
    rows = [
        (values, [label] if multilabel else label)
        for (values, _), label in zip(observations, labels, strict=False)
    ]
    model = models.GaussianNB(features, ["A", "B", "rare"], multilabel=multilabel)
    with pytest.raises(ModelConsistencyError, match=r"fold \d of 4: .*'rare'"):
        model.cross_validate(rows, folds=4)
    assert "'rare'" in caplog.text


def test_statistics_are_those_of_models_that_did_not_see_the_fold(features, observations):
    """A forest remembers what it was trained on, so a leak would make it perfect."""
    noise = [(values, index % 2 == 0) for index, (values, _) in enumerate(observations)]
    model = models.RandomForest(features, [True, False], n_estimators=20)
    statistics = model.cross_validate(noise, folds=5)
    assert statistics is model.info["statistics"]
    assert statistics["counts"]["n"] == len(noise)
    assert 0.3 < statistics["roc_auc_exact"]["macro"] < 0.7
    assert model.trained is None


def test_the_model_itself_does_not_change(features, observations):
    model = models.LogisticRegression(features, [True, False], scale=True, center=True)
    model.train(observations)
    before = model.score(observations[0][0])
    model.cross_validate(observations, folds=3)
    assert model.score(observations[0][0]) == before


def test_any_number_of_processes_gives_the_same(features, observations):
    found = []
    for processes in (1, 2):
        model = models.RandomForest(features, [True, False], n_estimators=5, scale=True)
        model.cross_validate(iter(observations), folds=3, processes=processes)
        found.append(model.info["statistics"].format(["counts", "recall", "thresholds"], formatting="json"))
    assert found[0] == found[1]


class MostFrequent(models.Learned):
    """A model without an estimator, which learns the most frequent label."""

    def train(self, values_labels):
        self.label = Counter(label for _, label in values_labels).most_common(1)[0][0]
        return {}

    def score(self, feature_values):
        return {"prediction": self.label}


def test_models_of_other_kinds():
    from revscoring.scoring.statistics import Classification

    model = MostFrequent([], statistics=Classification([True, False]))
    statistics = model.cross_validate([([], index % 3 == 0) for index in range(30)], folds=3)
    assert statistics["counts"]["predictions"] == {True: {True: 0, False: 10}, False: {True: 0, False: 20}}
    assert not hasattr(model, "label")


def test_models_without_statistics_say_so():
    with pytest.raises(RuntimeError, match="without statistics"):
        MostFrequent([]).cross_validate([([], index % 3 == 0) for index in range(30)], folds=3)
