"""Vectors made of dicts: the values of sorted keys."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.datasources import Datasource
from revscoring.datasources.meta.selectors import filter_keys
from revscoring.dependencies import solve
from revscoring.errors import CaughtDependencyError
from revscoring.features.meta.vectorizers import vectorize

d = Datasource("d")


def value(feature: Any, table: Any) -> Any:
    return solve(feature, cache={"datasource.d": table})


def test_names_show_ten_keys() -> None:
    assert str(vectorize(d, keys=["b", "a"], returns=int)) == (
        "feature_vector.vectorize(<datasource.d>, ['a', 'b'])"
    )
    assert str(vectorize(d, keys=range(12), returns=int)) == (
        "feature_vector.vectorize(<datasource.d>, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])"
    )
    assert str(vectorize(d, keys=["a"], returns=int, name="n")) == "feature_vector.n"


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers()), st.sets(st.sampled_from("abcdef")))
def test_values_are_those_of_the_sorted_keys(table: dict[str, int], keys: set[str]) -> None:
    assert value(vectorize(d, keys=keys, returns=int), table) == [table.get(key, 0) for key in sorted(keys)]


def test_missing_keys_give_the_zero_of_the_type() -> None:
    assert value(vectorize(d, keys=["a"], returns=float), {}) == [0.0]
    assert value(vectorize(d, keys=["a"], returns=bool), {"b": True}) == [False]


def test_values_are_not_converted() -> None:
    with pytest.raises(CaughtDependencyError, match="at position 0"):
        value(vectorize(d, keys=["a"], returns=float), {"a": 1})


def test_keys_are_those_that_the_datasource_knows() -> None:
    table = filter_keys(d, keys=["b", "a"], name="kept")
    assert value(vectorize(table, returns=int), {"a": 1, "c": 2}) == [1, 0]
    with pytest.raises(AttributeError):
        vectorize(d, returns=int)


def test_it_pickles() -> None:
    assert value(pickle.loads(pickle.dumps(vectorize(d, keys=["a"], returns=int))), {"a": 3}) == [3]
