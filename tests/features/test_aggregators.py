"""Aggregators: sum, len, max, min and mean of scalars and, by columns, of vectors."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.datasources import Datasource
from revscoring.dependencies import solve
from revscoring.errors import CaughtDependencyError
from revscoring.features.meta import aggregators

d = Datasource("d")
NAMES = ["sum", "len", "max", "min", "mean"]
PLAIN: dict[str, Callable[[Any], Any]] = {
    "sum": sum,
    "len": len,
    "max": max,
    "min": min,
    "mean": lambda items: sum(items) / len(items),
}


def make(kind: str, **options: Any) -> Any:
    return getattr(aggregators, kind)(d, **options)


def value(feature: Any, items: Any) -> Any:
    return solve(feature, cache={"datasource.d": items})


@pytest.mark.parametrize("name", NAMES)
def test_names_and_types(name: str) -> None:
    assert str(make(name)) == f"feature.{name}(<datasource.d>)"
    assert make(name).returns is float
    assert str(make(name, vector=True)) == f"feature_vector.{name}(<datasource.d>)"
    assert make(name, vector=True).returns is float
    assert str(make(name, name="x")) == "feature.x"
    assert make(name, returns=int).returns is int


@pytest.mark.parametrize("name", NAMES)
@given(items=st.lists(st.integers(-100, 100), min_size=1))
def test_values_are_those_of_python(name: str, items: list[int]) -> None:
    found = value(make(name), items)
    assert found == pytest.approx(PLAIN[name](items))
    assert type(found) is float
    assert value(make(name, returns=int), items) == int(PLAIN[name](items))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("items", [None, [], (), {}, ""])
def test_nothing_gives_the_zero_of_the_type(name: str, items: Any) -> None:
    assert value(make(name), items) == 0.0
    assert type(value(make(name), items)) is float
    assert value(make(name, returns=bool), items) is False


def test_a_generator_has_no_length() -> None:
    with pytest.raises(CaughtDependencyError, match="TypeError"):
        value(make("sum"), (x for x in [1]))


def test_anything_with_a_length_is_counted() -> None:
    assert value(make("len"), "abc") == 3.0
    assert value(make("len"), {"a": 1}.keys()) == 1.0
    assert value(make("sum"), {1, 2}) == 3.0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sum", [4.0, 6.0]),
        ("len", [2.0, 2.0]),
        ("max", [3.0, 4.0]),
        ("min", [1.0, 2.0]),
        ("mean", [2.0, 3.0]),
    ],
)
def test_vectors_are_aggregated_by_columns(name: str, expected: list[float]) -> None:
    found = value(make(name, vector=True), [[1, 2], [3, 4]])
    assert found == expected
    assert [type(x) for x in found] == [float, float]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("items", [[], [None], [[]]])
def test_no_vectors_give_one_zero(name: str, items: Any) -> None:
    assert value(make(name, vector=True), items) == [0.0]
    assert value(make(name, vector=True, returns=int), items) == [0]


def test_none_is_no_list_of_vectors() -> None:
    with pytest.raises(CaughtDependencyError, match="TypeError"):
        value(make("sum", vector=True), None)


def test_sums_of_floats_do_not_depend_on_the_order() -> None:
    items = [0.1, 0.2, 0.3, 1e16, -1e16]
    assert value(make("sum"), items) == value(make("sum"), items[::-1])


@pytest.mark.parametrize("name", NAMES)
def test_they_pickle(name: str) -> None:
    for vector, items in ((False, [1, 2]), (True, [[1], [2]])):
        feature = make(name, vector=vector)
        assert value(pickle.loads(pickle.dumps(feature)), items) == value(feature, items)
