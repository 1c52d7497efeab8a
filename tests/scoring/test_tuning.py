"""Grid search: candidates, statistics, time limits."""

from __future__ import annotations

import time

import pytest

from revscoring.features import Feature
from revscoring.scoring.tuning import Candidate, Search, Timeout, read_grid, statistic_of

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
