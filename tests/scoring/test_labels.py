"""Labels, checked and put into the form that estimators take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.errors import ModelConsistencyError
from revscoring.scoring.labels import Binarizer, ClassVerifier


def test_class_verifier_changes_nothing():
    verifier = ClassVerifier([True, False])
    assert verifier.check_consistency_and_normalize([True, False, True]) == [True, False, True]
    assert verifier.denormalize(True) is True
    assert verifier.normalize_weights({True: 3}) == {True: 3}
    assert verifier.normalize_weights(None) is None


@pytest.mark.parametrize("verifier", [ClassVerifier("AB"), Binarizer("AB")])
def test_labels_seen_are_the_labels_declared(verifier):
    wrap = (lambda label: [label]) if isinstance(verifier, Binarizer) else (lambda label: label)
    with pytest.raises(ModelConsistencyError, match="not represented"):
        verifier.check_label_consistency([wrap("A")])
    with pytest.raises(ModelConsistencyError, match="not in expected"):
        verifier.check_label_consistency([wrap("A"), wrap("B"), wrap("Z")])
    with pytest.raises(ModelConsistencyError, match="'Z'"):
        verifier.normalize(wrap("Z"))


def test_binarizer_weights_presence():
    assert Binarizer("AB").normalize_weights({"A": 3}) == [{0: 1, 1: 3}, {0: 1, 1: 1}]
    weights = Binarizer(["B", "A"]).normalize_weights({"A": 0.4, "B": 0.6})
    assert weights == [{0: 1, 1: 0.6}, {0: 1, 1: 0.4}]  # in the order of the labels


@pytest.mark.parametrize("label", ["AB", True, None])
def test_multilabel_needs_lists(label):
    with pytest.raises(ModelConsistencyError, match="needs a list"):
        Binarizer("AB").normalize(label)


@given(st.sets(st.sampled_from("ABCD")))
def test_binarizer_round_trip(labels):
    binarizer = Binarizer("ABCD")
    assert binarizer.denormalize(binarizer.normalize(labels)) == sorted(labels)
