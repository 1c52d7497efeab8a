"""Functions on lists of features and values: trim and vectorize_values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.datasources import Datasource
from revscoring.features import Constant, Feature, FeatureVector, modifiers, trim, vectorize_values
from revscoring.features.meta import aggregators

a, b, c = (Feature(name, returns=int) for name in "abc")
count = aggregators.len(Datasource("d"))


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        (a, ["a"]),
        ([a, b, a], ["a", "b"]),
        ([a / (b + 1), c], ["a", "b", "c"]),
        ([modifiers.log(modifiers.max(c, a, 2)), a.not_()], ["c", "a"]),
        ([(a > 1).and_(b == a)], ["a", "b"]),
        ([Constant(1), a + 1], ["a"]),
        ([count + a], ["len(<datasource.d>)", "a"]),
        ([Datasource("d"), a], ["a"]),
        ([], []),
        (iter([b]), ["b"]),
    ],
)
def test_trim(features: Any, expected: list[str]) -> None:
    assert [feature.name for feature in trim(features)] == expected


def test_trim_does_not_go_below_features() -> None:
    above = Feature("above", returns=int, depends_on=[a])
    assert [str(feature) for feature in trim([above + 1])] == ["feature.above"]


def test_trim_follows_a_context() -> None:
    assert [str(f) for f in trim([a + 1], context={a: b * c})] == ["feature.b", "feature.c"]


def test_trim_of_deep_modifiers() -> None:
    feature = a
    for _ in range(400):
        feature = modifiers.add(feature, 1, name=f"{hash(feature)}")
    assert [str(f) for f in trim(feature)] == ["feature.a"]


@pytest.mark.parametrize(
    ("values", "flat"),
    [
        ([1, 2.5, True], [1, 2.5, True]),
        ([1, [2, 3], (4,)], [1, 2, 3, 4]),
        ([[]], []),
        ([[[1], 2]], [[1], 2]),
        (["ab", ["cd"]], ["ab", "cd"]),
        ([None], [None]),
    ],
)
def test_vectorize_values(values: list[Any], flat: list[Any]) -> None:
    assert vectorize_values(values) == flat


def test_arrays_are_flattened() -> None:
    import numpy

    assert vectorize_values([numpy.array([1.0, 2.0]), 3]) == [1.0, 2.0, 3]


@given(st.lists(st.integers() | st.lists(st.integers())))
def test_flattening_keeps_all_in_order(values: list[Any]) -> None:
    flat = vectorize_values(values)
    assert flat == [x for value in values for x in (value if isinstance(value, list) else [value])]
    assert vectorize_values(iter(values)) == flat


def test_vectors_are_trimmed_as_features() -> None:
    vector = FeatureVector("v", list, returns=int)
    assert [str(feature) for feature in trim([vector, a])] == ["feature_vector.v", "feature.a"]
