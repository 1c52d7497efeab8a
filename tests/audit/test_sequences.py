"""Intervals of reviews: the sequence holds at every look, where Wilson's interval does not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta, betabinom, binom

from revscoring.audit import (
    interval_at_any_look,
    interval_at_the_end,
    is_plausible,
    needed_at_any_look,
    needed_at_the_end,
)

REVIEWS, POPULATION, LOOKS = 2000, 20_000, 1000


@pytest.fixture(scope="module", params=[0.1, 0.02, 0.5], ids="{:.0%} wrong".format)
def looked_at(request):
    """2,000 reviews of 1,000 edits of 20,000: how many were wrong after each edit."""
    dice = np.random.default_rng(7)
    wrong = round(request.param * POPULATION)
    drawn = np.zeros((REVIEWS, LOOKS), dtype=np.int64)
    left = np.full(REVIEWS, wrong)
    for look in range(LOOKS):  # without replacement
        hit = dice.random(REVIEWS) * (POPULATION - look) < left
        left -= hit
        drawn[:, look] = hit
    return wrong, drawn.cumsum(axis=1)


def test_the_truth_is_in_the_sequence_at_every_look(looked_at):
    wrong, found = looked_at
    n = np.arange(1, LOOKS + 1)
    always = is_plausible(wrong, found, n, POPULATION).all(axis=1)
    assert always.mean() >= 0.95


def test_the_interval_of_wilson_misses_it_at_some_look(looked_at):
    wrong, found = looked_at
    truth, z = wrong / POPULATION, 1.959964
    n = np.arange(30, LOOKS + 1, 10)
    p = found[:, n - 1] / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    always = ((centre - half <= truth) & (truth <= centre + half)).all(axis=1)
    assert always.mean() < 0.80  # 32 % of 400 reviews missed it in the design


@pytest.mark.parametrize(
    ("wrong", "n"), [(0, 1), (3, 30), (10, 100), (0, 50), (50, 50), (150, 300), (7, 400)]
)
def test_the_interval_is_what_a_plain_computation_finds(wrong, n):
    population, level = 400, 0.95
    totals = np.arange(population + 1)
    prior = betabinom.pmf(totals, population, 1, 1)
    posterior = betabinom.pmf(totals - wrong, population - n, 1 + wrong, 1 + n - wrong)
    inside = np.flatnonzero(posterior > (1 - level) * prior)
    assert interval_at_any_look(wrong, n, population) == (inside[0] / population, inside[-1] / population)
    assert (is_plausible(totals, wrong, n, population) == np.isin(totals, inside)).all()


def test_the_figures_of_the_design():
    low, high = interval_at_any_look(100, 1000, 20_000)
    assert (round(low, 3), round(high, 3)) == (0.07, 0.137)
    low, high = interval_at_the_end(3, 30)
    assert (round(low, 2), round(high, 2)) == (0.02, 0.27)
    assert low == pytest.approx(beta.ppf(0.025, 3, 28)) and high == pytest.approx(beta.ppf(0.975, 4, 27))


def test_a_whole_population_is_known():
    assert interval_at_any_look(3, 10, 10) == (0.3, 0.3)
    assert interval_at_any_look(0, 0, 10) == (0.0, 1.0) == interval_at_the_end(0, 0)


@pytest.mark.parametrize(("truth", "about"), [(0.01, 50), (0.02, 65), (0.03, 90), (0.05, 180), (0.07, 550)])
def test_needed_sizes_are_those_of_the_design(truth, about):
    n = needed_at_the_end(0.10, truth)
    assert 0.8 * about < n <= about * 1.02

    # A literal test: it can reject at this size, with enough power, and with no size below.
    def power(size):
        most = max((k for k in range(-1, size) if k < 0 or binom.cdf(k, size, 0.10) <= 0.05), default=-1)
        return binom.cdf(most, size, truth) if most >= 0 else 0.0

    assert power(n) >= 0.8 and all(power(size) < 0.8 for size in range(max(1, n - 40), n))


def test_more_than_the_limit_can_be_shown_too():
    n = needed_at_the_end(0.10, 0.20)
    least = next(k for k in range(n + 1) if binom.sf(k - 1, n, 0.10) <= 0.05)
    assert binom.sf(least - 1, n, 0.20) >= 0.8
    assert needed_at_any_look(0.10, 0.20) > n
    assert needed_at_the_end(0.10, 0.0999) is None
