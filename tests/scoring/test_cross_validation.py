"""Cross-validation: division into folds, errors, and independence of the number of processes."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revscoring.errors import ModelConsistencyError
from revscoring.scoring import models
from revscoring.scoring.models.cross_validation import divide, divide_by_time


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


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 8)), min_size=20, max_size=60))
def test_folds_keep_groups_together(labels_groups):
    labels, groups = [label for label, _ in labels_groups], [group for _, group in labels_groups]
    if len(set(groups)) < 3:
        with pytest.raises(ValueError, match="groups cannot be divided into 3 folds"):
            divide(labels, 3, groups=groups)
        return
    division = divide(labels, 3, groups=groups)
    assert division == divide(labels, 3, groups=groups)
    assert sorted(index for _, test in division for index in test) == list(range(len(labels)))
    for train, test in division:
        assert not {groups[index] for index in train} & {groups[index] for index in test}


@given(st.lists(st.none() | st.integers(0, 20), min_size=2, max_size=40))
def test_the_newest_are_tested_with_what_is_older(times):
    if len(set(times) - {None}) < 2:
        with pytest.raises(ValueError, match="older than the newest"):
            divide_by_time(times)
        return
    try:
        ((train, test),) = divide_by_time(times)
    except ValueError:  # most have the earliest time, which is the newest too
        assert sum(time == min(filter(lambda time: time is not None, times)) for time in times) > 1
        return
    assert max(times[index] for index in train) < min(times[index] for index in test)
    assert len(train) + len(test) == sum(time is not None for time in times)


def test_the_newest_can_leave_out_the_past_of_their_groups():
    assert divide_by_time([1, 2, 3, 4, 5], groups="abcda") == [([1, 2, 3], [4])]


def test_groups_of_a_cross_validation(features, observations):
    """A forest that remembers groups by their values tells nothing of groups that it has not seen."""
    rows = [(observations[group][0], group % 2 == 0) for group in range(40) for _ in range(5)]
    groups = [group for group in range(40) for _ in range(5)]
    areas = []
    for given_groups in (None, groups):
        model = models.RandomForest(features, [True, False], n_estimators=20)
        statistics = model.cross_validate(rows, folds=5, groups=given_groups)
        areas.append(statistics["roc_auc_exact"]["macro"])
    assert areas[0] > 0.99
    assert areas[1] < 0.7
