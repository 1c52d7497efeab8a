"""Intervals of shares, ratios, areas and means: against literal computations, and how often they cover."""

import numpy as np
import pytest
from scipy import stats

from revscoring.audit.intervals import (
    Count,
    auc,
    count,
    difference,
    mean,
    ratio,
    same_share,
    share,
    values_differ,
)

RUNS = 400


def covers(figure, truth):
    return figure["low"] <= truth <= figure["high"]


@pytest.mark.parametrize(("k", "n"), [(0, 7), (3, 30), (39, 39), (5, 50), (0, 400), (400, 400), (919, 4444)])
def test_a_share_has_the_intervals_of_scipy(k, n):
    found = share(Count(k, n))
    expected = stats.binomtest(k, n).proportion_ci(method="exact" if n < 40 else "wilson")
    assert (found["low"], found["high"]) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_a_ratio_has_the_interval_of_scipy():
    found = ratio(Count(719, 919), Count(198, 4444))
    expected = stats.contingency.relative_risk(719, 919, 198, 4444)
    interval = expected.confidence_interval()
    assert (found["value"], found["low"], found["high"]) == pytest.approx(
        (expected.relative_risk, interval.low, interval.high)
    )


def test_a_ratio_to_nothing_is_unknown_and_one_of_nothing_has_an_upper_end():
    assert ratio(Count(3, 30), Count(0, 30)) is None
    found = ratio(Count(0, 30), Count(10, 30))
    assert found["value"] == found["low"] == 0 and 0 < found["high"] < 1


def test_the_area_is_the_literal_mann_whitney():
    random = np.random.default_rng(3)
    good, bad = random.integers(0, 12, 70) / 12, random.integers(4, 14, 40) / 12  # with many ties
    literal = sum((b > g) + (b == g) / 2 for b in bad for g in good) / (len(good) * len(bad))
    assert auc(good, bad)["value"] == pytest.approx(literal)
    assert auc(good, bad)["value"] == pytest.approx(stats.mannwhitneyu(bad, good).statistic / (70 * 40))


def test_a_perfect_area_is_not_certain():
    assert auc([0.1] * 3, [0.9] * 3)["low"] == pytest.approx(0.025 ** (1 / 3))


@pytest.mark.parametrize("of", ["independent", "clusters"])
@pytest.mark.parametrize(("p", "n"), [(0.05, 60), (0.3, 200), (0.9, 400)])
def test_the_interval_of_a_share_covers(of, p, n):
    random = np.random.default_rng(int(p * 100))
    found = 0
    for _ in range(RUNS):
        if of == "independent":
            flags, users = random.random(n) < p, list(range(n))
        else:  # users make three edits on average, and their shares differ
            users = np.repeat(np.arange(n), random.geometric(1 / 3, n))
            flags = random.random(len(users)) < random.beta(2 * p, 2 * (1 - p), n)[users]
        found += covers(share(flags, list(users)), p)
    assert found / RUNS >= 0.93


def test_without_clusters_the_interval_of_clustered_edits_does_not_cover():
    random = np.random.default_rng(1)
    found = 0
    for _ in range(RUNS):
        users = np.repeat(np.arange(80), random.geometric(1 / 10, 80))
        flags = random.random(len(users)) < random.beta(0.6, 1.4, 80)[users]
        found += covers(share(flags), 0.3)
    assert found / RUNS < 0.8


@pytest.mark.parametrize("per_user", [1, 3])
def test_the_interval_of_an_area_covers(per_user):
    random = np.random.default_rng(per_user)
    truth = stats.norm.cdf(1 / np.sqrt(2) / np.sqrt(1.3))
    found, runs = 0, 250
    for _ in range(runs):
        users = np.repeat(np.arange(60 // per_user * 2), per_user)
        habits = np.sqrt(0.3) * random.normal(size=len(set(users)))[users]
        noise = random.normal(size=len(users))
        half = len(users) // 2
        scores = noise + habits + (np.arange(len(users)) >= half)
        found += covers(auc(scores[:half], scores[half:], list(users), samples=300), truth)
    assert found / runs >= 0.93


def test_the_interval_of_a_mean_covers_and_draws_agree_with_the_linear_one(monkeypatch):
    random = np.random.default_rng(0)
    found = sum(covers(mean(random.beta(1, 3, 80), samples=300), 0.25) for _ in range(250))
    assert found / 250 >= 0.93
    values, users = random.beta(1, 3, 3000), list(random.integers(0, 500, 3000))
    drawn = mean(values, users, samples=2000)
    monkeypatch.setattr("revscoring.audit.intervals.LINEAR_FROM", 1000)
    assert mean(values, users) == pytest.approx(drawn, abs=0.002)


def test_one_cluster_has_no_interval_of_a_mean_and_the_widest_of_a_share():
    assert mean([0.1, 0.2], ["Ann", "Ann"])["low"] is None
    assert share([True, True, False], ["Ann"] * 3)["high"] > 0.97
    assert share([]) is None and mean([]) is None and auc([], [0.1]) is None


def test_users_that_are_all_flagged_count_once():
    assert count([True] * 100, ["Ann"] * 50 + ["Ben"] * 50).n <= 2
    assert 1.9 < count([True] * 10_000, [0, 1] * 5_000).n * (stats.t.ppf(0.975, 1) / 1.96) ** 2 < 2.1


def test_differences_have_probabilities():
    assert same_share(Count(5, 50), Count(5, 50)) == pytest.approx(1)
    assert same_share(Count(40, 50), Count(5, 50)) < 1e-6
    narrow = {"value": 0.9, "low": 0.88, "high": 0.92}
    wide = {"value": 0.5, "low": 0.3, "high": 0.7}
    assert difference(narrow, wide)["value"] == pytest.approx(0.4)
    assert values_differ(narrow, wide) < 0.001 < 0.9 < values_differ(wide, wide)
