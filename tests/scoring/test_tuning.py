"""Grid search: candidates, statistics, time limits."""

from __future__ import annotations

import time

import pytest

from revscoring.features import Feature
from revscoring.scoring.tuning import (
    Candidate,
    Search,
    Timeout,
    interval_of,
    read_grid,
    read_statistic,
    statistic_of,
)

BAYES = "revscoring.scoring.models.GaussianNB"


@pytest.fixture
def search():
    value_labels = [([n], n % 3 == 0) for n in range(30)]
    return Search(
        [Feature("x", int, returns=int)], value_labels, "accuracy.micro", {"labels": [True, False]}, 2
    )


def test_every_combination_is_a_candidate():
    grid = read_grid({"a": {"class": "m.A", "params": {"x": [1, 2], "y": [3]}}, "b": {"class": "m.B"}})
    assert grid == [
        Candidate("a", "m.A", {"x": 1, "y": 3}),
        Candidate("a", "m.A", {"x": 2, "y": 3}),
        Candidate("b", "m.B", {}),
    ]


def test_a_candidate_that_fails_costs_only_itself(search):
    grid = [Candidate("bad", BAYES, {"no_such": 1}), Candidate("good", BAYES, {})]
    bad, good = search.run(grid, processes=1)
    assert isinstance(bad.error, TypeError)
    assert good.error is None
    assert 0 < good.value <= 1
    assert good.value == search.evaluate(grid[1]).value


def test_a_statistic_that_is_not_a_number_is_refused(search):
    from revscoring.scoring.models import GaussianNB

    model = GaussianNB(search.features, [True, False])
    statistics = model.cross_validate(search.value_labels, folds=2)
    assert statistic_of(statistics, "accuracy.labels.true") > 0
    with pytest.raises(RuntimeError, match=r"accuracy is not a single number.*accuracy\.micro"):
        statistic_of(statistics, "accuracy")


def test_a_time_limit_ends_what_takes_too_long():
    start = time.monotonic()
    with pytest.raises(TimeoutError, match=r"more than 0\.05 seconds"), Timeout(0.05):
        time.sleep(5)
    assert time.monotonic() - start < 1
    with Timeout(0.05):
        pass
    with Timeout(None):
        pass
    time.sleep(0.06)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("recall at precision 0.15", '"maximum recall @ precision >= 0.15".labels.true'),
        ("maximum recall @ precision >= 0.15", '"maximum recall @ precision >= 0.15".labels.true'),
        ('"maximum recall @ precision >= 0.15"', '"maximum recall @ precision >= 0.15".labels.true'),
        ("filter rate at recall 75 %", '"maximum filter_rate @ recall >= 0.75".labels.true'),
        (
            '"maximum recall @ precision >= 0.15".labels.false',
            '"maximum recall @ precision >= 0.15".labels.false',
        ),
        ("roc_auc.labels.true", "roc_auc.labels.true"),
        ("average_precision.macro", "average_precision.macro"),
    ],
)
def test_statistics_to_compare_by(text, path):
    assert read_statistic(text, [True, False]) == path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("roc_auc.label.true", r"did you mean roc_auc\.labels\.true\?"),
        ("roc_auk.labels.True", r"did you mean roc_auc\.labels\.true\?"),
        ("roc_auc", r"not a single number: name a part of it, such as roc_auc\.labels\.true"),
        ("counts", "not a single number"),
        ("goodness", r"there is no 'goodness': such as roc_auc_exact\.labels\.true"),
        ("goodness at precision 0.5", "'goodness' is not a statistic"),
        ("recall at precision 15", "is not a share between 0 and 1"),
        ("roc_auc..true", "Empty part"),
    ],
)
def test_a_statistic_that_does_not_exist_is_refused_with_what_was_meant(text, message):
    with pytest.raises(ValueError, match=message):
        read_statistic(text, [True, False])


def test_of_several_labels_one_has_to_be_named():
    with pytest.raises(ValueError, match=r'name one, such as "maximum recall @ .* 0.5"\.labels\.A'):
        read_statistic("recall at precision 0.5", ["A", "B"])
    assert read_statistic("recall.labels.B", ["A", "B"], multilabel=True) == "recall.labels.B"


def test_a_condition_that_no_threshold_meets_is_said(search):
    from revscoring.scoring.models import GaussianNB

    model = GaussianNB(search.features, [True, False])
    statistics = model.cross_validate(search.value_labels, folds=2)
    path = '"maximum recall @ precision >= 2".labels.true'
    with pytest.raises(RuntimeError, match="no threshold has precision >= 2"):
        statistic_of(statistics, path)
    assert interval_of(statistics, path) is None


def test_intervals_are_wider_where_authors_are_kept_together(search):
    from dataclasses import replace

    candidate = Candidate("good", BAYES, {})
    for path in ("accuracy.labels.true", "roc_auc_exact.labels.true"):
        singly = replace(search, statistic=path).evaluate(candidate)
        together = replace(search, statistic=path, authors=[n // 10 for n in range(30)]).evaluate(candidate)
        assert singly.value == together.value
        assert singly.interval[0] < singly.value < singly.interval[1]
        assert together.interval != singly.interval
    assert search.evaluate(candidate).interval is None  # of an average of labels
