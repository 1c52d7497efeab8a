"""The quick evaluator of trees gives what the estimator gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)

from revscoring.scoring.models.probabilities import predict_both
from revscoring.scoring.models.single_row import single_row_evaluator

N_FEATURES = 4
ESTIMATORS = {
    "boosting": lambda: GradientBoostingClassifier(n_estimators=12, max_depth=4, random_state=0),
    "boosting, subsampled": lambda: GradientBoostingClassifier(
        n_estimators=8, subsample=0.5, max_features="log2", random_state=0
    ),
    "boosting from zero": lambda: GradientBoostingClassifier(n_estimators=5, init="zero", random_state=0),
    "histogram": lambda: HistGradientBoostingClassifier(max_iter=12, min_samples_leaf=3, random_state=0),
    "forest": lambda: RandomForestClassifier(n_estimators=12, random_state=0),
}


def data(n_classes, n=150):
    source = np.random.default_rng(1)
    rows = np.round(source.normal(size=(n, N_FEATURES)), 1)
    return rows, (rows[:, 0] + rows[:, 1] * rows[:, 2] + source.normal(0, 0.3, n) > 0) + np.arange(n) % (
        n_classes - 1
    )


@pytest.fixture(scope="module")
def fitted():
    return {
        (name, n_classes): make().fit(*data(n_classes))
        for name, make in ESTIMATORS.items()
        for n_classes in (2, 3)
    }


VALUE = st.one_of(
    st.integers(-40, 40).map(lambda n: n / 10), st.floats(-1e30, 1e30), st.floats(-3, 3, width=32)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(VALUE, min_size=N_FEATURES, max_size=N_FEATURES))
def test_one_row_is_as_the_estimator_has_it(fitted, values):
    row = np.array(values)
    for key, estimator in fitted.items():
        index, probabilities = tree_evaluator_of(fitted, key).predict_both(row)
        assert estimator.classes_[index] == estimator.predict(row[np.newaxis])[0], key
        assert np.abs(probabilities - estimator.predict_proba(row[np.newaxis])[0]).max() <= 1e-12, key


EVALUATORS: dict = {}


def tree_evaluator_of(fitted, key):
    if key not in EVALUATORS:
        EVALUATORS[key] = single_row_evaluator(fitted[key])
    return EVALUATORS[key]


def test_many_rows_are_as_the_estimator_has_them(fitted):
    rows, _ = data(2)
    for key, estimator in fitted.items():
        indices, probabilities = predict_both(estimator, rows)
        assert (estimator.classes_[indices] == estimator.predict(rows)).all(), key
        assert np.abs(probabilities - estimator.predict_proba(rows)).max() <= 1e-12, key


@pytest.mark.parametrize("make", ESTIMATORS.values(), ids=ESTIMATORS)
def test_trees_of_one_node_and_ties(make):
    """Nothing to learn from, and as many of one class as of the other."""
    rows, labels = np.zeros((20, 2)), np.arange(20) % 2
    estimator = make()
    if hasattr(estimator, "bootstrap"):
        estimator.set_params(bootstrap=False)
    estimator.fit(rows, labels)
    index, probabilities = single_row_evaluator(estimator).predict_both(rows[0])
    if getattr(estimator, "subsample", 1) == 1:
        assert probabilities.tolist() == pytest.approx([0.5, 0.5])
    assert np.abs(probabilities - estimator.predict_proba(rows[:1])[0]).max() <= 1e-12
    assert index == estimator.predict(rows[:1])[0] == predict_both(estimator, rows[:1])[0][0]


@pytest.mark.parametrize(
    "row",
    [[np.nan, 0, 0, 0], [np.inf, 0, 0, 0], [0, 0, 0], [0, 0, 0, 0, 0]],
    ids=["nan", "inf", "short", "long"],
)
def test_odd_rows_are_left_to_the_estimator(fitted, row):
    for key in fitted:
        assert tree_evaluator_of(fitted, key).predict_both(np.array(row)) is None


def test_values_beyond_single_precision_are_left_to_the_estimator(fitted):
    assert tree_evaluator_of(fitted, ("forest", 2)).predict_both(np.array([1e300, 0, 0, 0])) is None


def test_an_evaluator_that_differs_is_not_used(monkeypatch):
    estimator = ESTIMATORS["forest"]().fit(*data(2))
    assert single_row_evaluator(estimator) is not None
    monkeypatch.setattr(type(estimator), "predict_proba", lambda self, rows: np.full((len(rows), 2), 0.5))
    assert single_row_evaluator(estimator) is None


def test_other_estimators_have_none():
    from sklearn.naive_bayes import GaussianNB

    assert single_row_evaluator(GaussianNB().fit(*data(2))) is None
    assert (
        single_row_evaluator(GradientBoostingClassifier(n_estimators=2, loss="exponential").fit(*data(2)))
        is None
    )


def test_start_from_another_estimator_has_none():
    from sklearn.naive_bayes import GaussianNB

    estimator = GradientBoostingClassifier(n_estimators=2, init=GaussianNB()).fit(*data(2))
    assert single_row_evaluator(estimator) is None
    rows, _ = data(2)
    assert np.array_equal(predict_both(estimator, rows)[1], estimator.predict_proba(rows))
