"""Statistics against values measured elsewhere."""

from __future__ import annotations

import json
import math

import pytest

from revscoring.scoring.statistics import Classification


def fit(case):
    rates = dict(map(tuple, case["population_rates"])) if case["population_rates"] else None
    statistics = Classification(
        case["labels"],
        multilabel=case["multilabel"],
        decision_key="probability",
        threshold_ndigits=3,
        population_rates=rates,
    )
    statistics.fit(
        ({"prediction": predicted, "probability": dict(map(tuple, decisions))}, label)
        for predicted, decisions, label in case["score_labels"]
    )
    return statistics


def same(ours, theirs):
    if ours is None or theirs is None:
        return ours is theirs
    return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-12)


def test_text_is_the_same(golden):
    for case in golden:
        assert fit(case).format() == case["str"]


def test_json_is_the_same(golden):
    for case in golden:
        assert json.loads(json.dumps(fit(case).format(formatting="json"))) == case["json"]


def test_unrounded_values_are_the_same(golden):
    for case in golden:
        statistics = fit(case)
        for name, expected in case["exact"].items():
            for average in ("micro", "macro"):
                assert same(statistics[name][average], expected[average]), (name, average)
            for label, value in expected["labels"]:
                assert same(statistics[name]["labels"][label], value), (name, label)


def test_optimizations_are_the_same(golden):
    for case in golden:
        statistics = fit(case)
        for query, expected in case["optimizations"].items():
            found = statistics[query]
            assert all(same(found["labels"][label], value) for label, value in expected["labels"]), query
            assert same(found["micro"], expected["micro"]), query


def test_rows_of_thresholds_are_the_same(golden):
    for case in golden:
        rows = fit(case)["thresholds"][case["labels"][0]]
        for (threshold, row), (expected_threshold, expected) in zip(
            rows, case["thresholds_first_label"], strict=False
        ):
            assert threshold == expected_threshold
            assert {field: row[field] for field in row} == expected


def test_state_gives_the_same_statistics_again(golden):
    for case in golden:
        statistics = fit(case)
        again = Classification.from_state(statistics.to_state())
        paths = [*statistics.keys()]
        assert again.format(paths, formatting="json") == statistics.format(paths, formatting="json")


@pytest.mark.parametrize("multilabel", [False, True])
def test_unfitted_statistics_keep_their_state(multilabel):
    statistics = Classification(["A", "B"], multilabel=multilabel, population_rates={"A": 0.1, "B": 0.9})
    again = Classification.from_state(statistics.to_state())
    assert (again.labels, again.multilabel, again.population_rates, len(again)) == (
        ["A", "B"],
        multilabel,
        {"A": 0.1, "B": 0.9},
        0,
    )
