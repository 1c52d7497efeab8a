"""What models learn from, and how it is split."""

from __future__ import annotations

import random

import pytest

from revscoring.dependencies import Dependent
from revscoring.observations import Labelled, ObservationError, read_labelled, train_test_split

X = Dependent("x")


def labelled(*observations, **options):
    return list(read_labelled(enumerate(observations, 1), [X], "good", **options))


def test_each_observation_has_values_or_a_problem():
    found = labelled(
        {"good": True, "cache": {"dependent.x": 5}},
        {"cache": {"dependent.x": 5}},
        {"good": False, "error": {"type": "TextDeleted", "message": "Text deleted"}},
        {"good": False, "error": "old"},
        {"good": False},
    )
    assert found[:4] == [
        Labelled(1, True, [5]),
        Labelled(2, None, []),
        Labelled(3, False, [], "Text deleted"),
        Labelled(4, False, [], "old"),
    ]
    assert "dependent.x" in found[4].problem


@pytest.mark.parametrize(
    ("label", "options", "message"),
    [
        (1, {"labels": [True, False]}, "file, line 1: the label 1 is not among True, False"),
        ("A", {"multilabel": True}, "line 1: with --multilabel a label is a list"),
        (["A", "C"], {"multilabel": True, "labels": ["A", "B"]}, "the label 'C' is not among 'A', 'B'"),
    ],
)
def test_a_label_that_is_not_allowed_names_the_line(label, options, message):
    with pytest.raises(ObservationError, match=message):
        labelled({"good": label}, source="file", **options)


def test_split():
    random.seed(1)
    train, test = train_test_split(list(range(10)))
    assert (len(train), len(test)) == (8, 2)
    assert sorted(train + test) == list(range(10))
    assert train_test_split([], 0.5) == ([], [])
