"""Trees of ensembles as columns: what is read from scikit-learn, and the walks over them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.naive_bayes import GaussianNB

from revscoring.scoring.trees import Trees, ensemble_of, has_categories, join_trees, trees_of

MAKERS = {
    "boosting": lambda: GradientBoostingClassifier(n_estimators=5, max_depth=3, random_state=0),
    "histogram": lambda: HistGradientBoostingClassifier(max_iter=5, min_samples_leaf=3, random_state=0),
    "forest": lambda: RandomForestClassifier(n_estimators=5, random_state=0),
}


def data(n=200):
    source = np.random.default_rng(0)
    rows = source.normal(size=(n, 3)).round(1)
    return rows, rows[:, 0] + rows[:, 1] * rows[:, 2] + source.normal(0, 0.3, n) > 0


@pytest.fixture(params=MAKERS)
def estimator(request):
    return MAKERS[request.param]().fit(*data())


def by_hand():
    """Return a tree of five nodes, and one of a single node."""
    return Trees(
        {
            "counts": np.array([5, 1], dtype="<i4"),
            "left": np.array([1, -1, 3, -1, -1, -1], dtype="<i4"),
            "right": np.array([2, -1, 4, -1, -1, -1], dtype="<i4"),
            "feature": np.array([0, -2, 1, -2, -2, -2], dtype="<i4"),
            "threshold": np.array([0.5, -2, 1.5, -2, -2, -2]),
            "values": np.array([[0.0], [1.0], [0.0], [2.0], [4.0], [7.0]]),
            "samples": np.array([4, 2, 2, 1, 1, 4]),
        }
    )


def test_walks():
    trees = by_hand()
    assert trees.roots.tolist() == [0, 5]
    assert trees.leaf.tolist() == [False, True, False, True, True, True]
    assert [level.tolist() for level in trees.levels()] == [[0], [2]]
    assert trees.depths().tolist() == [2, 0]
    paths = np.array(list(trees.paths(np.array([0.5, 9.0]), 2))).T
    assert paths.tolist() == [[0, 1, 1], [5, 5, 5]]  # a value at the threshold goes left
    paths = np.array(list(trees.paths(np.array([0.6, 9.0]), 2))).T
    assert paths.tolist() == [[0, 2, 4], [5, 5, 5]]


def test_expected_values_are_means_of_what_is_below():
    assert by_hand().expected().tolist() == [2.0, 1.0, 3.0, 2.0, 4.0, 7.0]


def test_sums_of_leaves_are_raw_scores(estimator):
    ensemble = ensemble_of(estimator)
    trees = ensemble.trees
    depth = int(trees.depths().max())
    for row in data()[0][:20]:
        compared = row.astype(np.float32) if ensemble.single else row
        leaves = trees.columns["values"][list(trees.paths(compared, depth))[-1]]
        if len(ensemble.start):
            raw = ensemble.start[0] + ensemble.rate * leaves.sum()
            assert raw == pytest.approx(estimator.decision_function([row])[0])
        else:
            assert leaves.mean(axis=0) == pytest.approx(estimator.predict_proba([row])[0])


def test_children_come_after_their_parents(estimator):
    trees = trees_of(estimator)
    inner = ~trees.leaf
    nodes = np.arange(len(trees.leaf))
    assert (trees.left[inner] > nodes[inner]).all()
    assert (trees.right[inner] > nodes[inner]).all()
    children = np.concatenate([trees.left[inner], trees.right[inner], trees.roots])
    assert sorted(children) == nodes.tolist()  # each node has one parent, or is a root


def test_fields_that_old_versions_lack_are_zero():
    nodes = np.zeros(1, dtype=[("left_child", "i8"), ("right_child", "i8"), ("feature", "i8")])
    columns = join_trees([nodes], np.array([[1.0]]))
    assert columns["missing"].tolist() == [0]
    assert columns["impurity"].tolist() == [0.0]


def test_other_estimators_have_no_trees():
    assert trees_of(GaussianNB().fit(*data())) is None
    assert ensemble_of(GaussianNB().fit(*data())) is None


def test_categories_are_noticed():
    rows, labels = data()
    rows[:, 0] = rows[:, 0] > 0
    plain = HistGradientBoostingClassifier(max_iter=2).fit(rows, labels)
    categories = HistGradientBoostingClassifier(max_iter=2, categorical_features=[0]).fit(rows, labels)
    assert (has_categories(plain), has_categories(categories)) == (False, True)
