"""Groups of editors, pages and years: what they are, and how well a model does on each."""

from __future__ import annotations

import random

import pytest

from revscoring.audit import editor_groups, groupings_of, measure_groupings, measure_groups, namespace_groups
from revscoring.scoring.models.evaluation import Evaluation

AGE = "feature.temporal.revision.user.seconds_since_registration"


def evaluation_of(rows):
    """Return an evaluation of (probability, label, author) rows."""
    scores = [{"prediction": p >= 0.5, "probability": {True: p, False: 1 - p}} for p, _, _ in rows]
    return Evaluation("a test", scores, [label for _, label, _ in rows], [author for _, _, author in rows])


def test_an_editor_is_what_the_observation_says():
    assert editor_groups([{"user": "192.0.2.1", "anonymous": False}]) == ["accounts of unknown age"]
    assert editor_groups([{"user": "Ann", "anonymous": True}]) == ["anonymous editors"]
    assert editor_groups([{"user": None, "anonymous": True}]) == ["anonymous editors"]
    assert editor_groups([{"user": "2001:db8::7"}, {"user": 12345}, {}]) == [
        "anonymous editors",
        "accounts of unknown age",
        None,
    ]


def test_temporary_accounts_are_not_anonymous_and_not_new():
    rows = [{"user": "~2025-12345-6", "anonymous": False, "cache": {AGE: 5}}]
    assert editor_groups(rows) == ["temporary accounts"]


def test_the_age_of_an_account_is_taken_in_either_unit():
    days = "feature.log_of_days.since_registration"
    rows = [{"user": "Ann", "anonymous": False, "cache": cache} for cache in (
        {AGE: 29 * 86400}, {AGE: 31 * 86400}, {days: 3.4}, {days: 3.5}, {days: float("nan")}, {AGE: None}, None
    )]  # fmt: skip
    assert editor_groups(rows) == ["new accounts", "older accounts"] * 2 + ["accounts of unknown age"] * 3


def test_groupings_that_do_not_divide_are_left_out():
    rows = [{"user": "192.0.2.1", "namespace": 0}, {"user": "Ann", "namespace": 0}]
    assert list(groupings_of(rows, [0.0, None])) == ["editor"]
    assert groupings_of([{}, {}], [None, None]) == {}
    assert namespace_groups([{"namespace": True}, {"namespace": "0"}, {"namespace": -1}]) == [
        None,
        None,
        "namespace -1",
    ]


def test_figures_are_those_of_each_group_alone():
    """Each group has its own share of good edits from the threshold on: counted by hand."""
    rows, groups = [], []
    for name, flagged in (("anonymous editors", 20), ("older accounts", 2)):
        rows += [(0.9 if place < flagged else 0.1, False, f"{name} {place}") for place in range(40)]
        rows += [(0.9 if place < 24 else 0.1, True, f"bad {name} {place}") for place in range(32)]
        groups += [name] * 72
    found = measure_groups(evaluation_of(rows), groups, True, 0.5)
    assert [one["name"] for one in found] == ["anonymous editors", "older accounts"]
    assert [(one["n"], one["positives"], one["authors"]) for one in found] == [(72, 32, 72)] * 2
    assert [one["fpr"]["value"] for one in found] == [20 / 40, 2 / 40]
    assert [one["recall"]["value"] for one in found] == [24 / 32] * 2
    assert found[0]["roc_auc_exact"]["value"] == pytest.approx(0.75 * 0.5 + 0.5 * (0.75 * 0.5 + 0.25 * 0.5))
    assert found[0]["fpr"]["low"] > found[1]["fpr"]["high"]


def test_small_groups_are_named_and_not_judged():
    rows = [(0.9, False, f"author {place}") for place in range(60)] + [(0.9, False, "Ann")] * 3
    rows += [(0.9, False, f"one of nine {place % 9}") for place in range(60)]
    groups = ["many"] * 60 + ["three"] * 3 + [None] * 60
    many, three, unknown = measure_groups(evaluation_of(rows), groups, True, 0.5)
    assert (many["name"], three["name"], unknown["name"]) == ("many", "three", "unknown")
    assert many["fpr"]["value"] == 1
    assert many["recall"] is many["roc_auc_exact"] is None  # there is nothing to find
    assert three["n"] == 3
    assert three["fpr"] is None
    assert unknown["fpr"] is None  # sixty edits, but of nine people


def test_intervals_draw_authors_again():
    source = random.Random(2)
    by_ten = [(float(source.random() < 0.5), False, author) for author in range(20)]
    spread = [(p, label, (author, copy)) for p, label, author in by_ten for copy in range(10)]
    widths = []
    for rows in (by_ten * 10, spread):
        (found,) = measure_groups(evaluation_of(rows), ["group"] * 200, True, 0.5)
        widths.append(found["fpr"]["high"] - found["fpr"]["low"])
    assert widths[0] > 2 * widths[1]


def test_chance_seldom_separates_groups():
    """Groups drawn at random differ beyond their intervals in few of many trials."""
    source, apart = random.Random(3), 0
    for trial in range(40):
        rows = [(source.random(), False, (trial, author)) for author in range(60) for _ in range(3)]
        groups = [source.choice(["A", "B"]) for _ in range(60) for _ in range(1)]
        by_author = [group for group in groups for _ in range(3)]
        one, other = measure_groups(evaluation_of(rows), by_author, True, 0.7)
        apart += one["fpr"]["low"] > other["fpr"]["high"] or other["fpr"]["low"] > one["fpr"]["high"]
    assert apart <= 4


def test_groupings_begin_with_all_edits():
    rows = [(0.9, place % 2 == 0, place) for place in range(80)]
    groupings = {"editor": ["A", "B"] * 40, "year": ["2020"] * 20 + ["2021"] * 60}
    found = measure_groupings(evaluation_of(rows), groupings, True, 0.5)
    assert [one["by"] for one in found] == ["editor", "year"]
    assert [[group["name"] for group in one["groups"]] for one in found] == [
        ["all edits", "A", "B"],
        ["all edits", "2021", "2020"],
    ]
    assert all(one["label"] == "true" and one["threshold"] == 0.5 for one in found)
    assert measure_groupings(evaluation_of(rows), {}, True, 0.5) == []
