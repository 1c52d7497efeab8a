"""Feature vectors: elements are checked, never converted."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from revscoring.datasources import Datasource
from revscoring.dependencies import solve
from revscoring.errors import CaughtDependencyError
from revscoring.features import FeatureVector


@pytest.mark.parametrize("value", [[1, 2], (1,), [], [True, 3]])
def test_a_vector_is_returned_as_it_is(value: Any) -> None:
    assert solve(FeatureVector("v", lambda: value, returns=int)) is value


@pytest.mark.parametrize(("value", "position"), [([1, 2.5], 1), (["1"], 0), ([1, 2, None], 2)])
def test_the_position_of_a_wrong_element_is_named(value: Any, position: int) -> None:
    with pytest.raises(
        ValueError, match=f"Expected <class 'int'>, but got .* instead at position {position}"
    ):
        FeatureVector("v", lambda: value, returns=int)()


def test_no_sequence_is_an_error() -> None:
    with pytest.raises(CaughtDependencyError, match=r"TypeError: Failed to process feature_vector\.v"):
        solve(FeatureVector("v", lambda: None, returns=int))


def test_the_type_is_needed() -> None:
    with pytest.raises(TypeError, match="needs the type of its value"):
        FeatureVector("v", list)


def test_name_and_pickling() -> None:
    vector = FeatureVector("v", list, returns=str, depends_on=[Datasource("d")])
    assert repr(vector) == "<feature_vector.v>"
    assert solve(pickle.loads(pickle.dumps(vector)), cache={"datasource.d": "ab"}) == ["a", "b"]
