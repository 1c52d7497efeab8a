"""Features: typed values, validation and constants."""

from __future__ import annotations

import math
import pickle
from typing import Any

import pytest

from revscoring.datasources import Datasource
from revscoring.dependencies import solve
from revscoring.errors import CaughtDependencyError, LossyConversionWarning
from revscoring.features import Constant, Feature, FeatureVector, Modifier


def of(value: Any, returns: type) -> Feature:
    return Feature("f", lambda: value, returns=returns)


@pytest.mark.parametrize(
    ("value", "returns", "expected"),
    [
        (3, int, 3),
        (True, int, True),
        ("7", int, 7),
        (3, float, 3.0),
        ("1.5", float, 1.5),
        (0, bool, False),
        (None, bool, False),
        (5, str, "5"),
    ],
)
def test_values_become_the_declared_type(value: Any, returns: type, expected: Any) -> None:
    found = solve(of(value, returns))
    assert found == expected
    assert type(found) is type(expected)


def test_what_cannot_become_the_declared_type() -> None:
    with pytest.raises(ValueError, match=r"^Expected <class 'int'>, but got <class 'str'> instead\.$"):
        of("x", int)()
    with pytest.raises(
        CaughtDependencyError,
        match=r"ValueError: Failed to process feature\.f: Expected <class 'int'>, but got <class 'str'> instead\.",
    ):
        solve(of("x", int))
    with pytest.raises(TypeError):
        of(None, int)()
    with pytest.raises(CaughtDependencyError, match=r"TypeError: Failed to process feature\.f"):
        solve(of(None, float))


def test_validation_does_not_hang_on_assertions() -> None:
    assert isinstance(of("7", int).validate("7"), int)


def test_given_values_are_not_validated() -> None:
    assert solve(of(1, int), cache={"feature.f": "anything"}) == "anything"


def test_the_type_is_needed() -> None:
    with pytest.raises(TypeError, match=r"Feature 'f' needs the type of its value: returns=…"):
        Feature("f", len)
    with pytest.raises(TypeError):
        Feature("f", len, int)  # type: ignore[misc]


def test_a_feature_and_a_datasource_of_one_name_are_two_nodes() -> None:
    cache = {Feature("x", returns=int): 1, Datasource("x"): 2}
    assert len(cache) == 2
    assert cache["feature.x"] == 1  # type: ignore[index]


def test_equality_builds_a_feature() -> None:
    a, b = Feature("a", returns=int), Feature("b", returns=int)
    assert str(a == b) == "feature.(a == b)"
    assert bool(a == b)
    assert {a: 1}.get(b) is None
    assert {a: 1}[Feature("a", returns=int)] == 1


def test_features_pickle() -> None:
    feature = Feature("f", len, returns=int, depends_on=[Datasource("d")])
    again = pickle.loads(pickle.dumps(feature))
    assert (str(again), again.returns, solve(again, cache={"datasource.d": "abc"})) == ("feature.f", int, 3)


@pytest.mark.parametrize(
    ("value", "name", "kind"),
    [(5, "5", int), (5.5, "5.5", float), (False, "False", bool), ("x", "x", str)],
)
def test_constants(value: Any, name: str, kind: type) -> None:
    constant = Constant(value)
    assert (str(constant), constant.returns, constant.value) == (f"feature.{name}", kind, value)
    assert solve(constant) is value
    assert not isinstance(constant, Modifier)
    assert str(Constant(value, name="n")) == "feature.n"


def test_or_constant() -> None:
    feature = Feature("f", returns=int)
    assert Feature.or_constant(feature) is feature
    assert isinstance(Feature.or_constant(3), Constant)


def test_nan_is_a_float() -> None:
    assert math.isnan(solve(of(math.nan, float)))


def test_a_vector_is_a_feature_that_checks_its_elements() -> None:
    vector = FeatureVector("v", lambda x: x, returns=float, depends_on=[Datasource("d")])
    assert isinstance(vector, Feature)
    value = (1.0, 2.0)
    assert solve(vector, cache={"datasource.d": value}) is value


@pytest.mark.parametrize(
    ("returns", "value", "converted"),
    [(bool, "no", True), (int, 3.9, 3), (bool, float("nan"), True), (int, 3.7, 3), (str, None, "None")],
)
def test_a_conversion_that_changes_the_meaning_is_warned_of_once(returns, value, converted) -> None:
    feature = Feature(f"lossy {returns} {value}", lambda: value, returns=returns)
    with pytest.warns(LossyConversionWarning, match="declare another type") as caught:
        assert feature() == converted
        assert feature() == converted
    assert len(caught) == 1


@pytest.mark.parametrize(
    ("returns", "value"), [(bool, 1), (bool, []), (int, 3.0), (int, "7"), (float, 3), (float, "1.5")]
)
def test_a_harmless_conversion_is_silent(returns, value) -> None:
    assert Feature("harmless", lambda: value, returns=returns)() == returns(value)


def test_comparisons_have_no_truth_value() -> None:
    a, b = Feature("a", int, returns=int), Feature("b", int, returns=int)
    for comparison in (a > 3, a < 3, a <= b, a.and_(b), a.or_(b), a.not_(), a == 3, a != 3):
        with pytest.raises(TypeError, match="has no value here, only for a revision"):
            bool(comparison)
    with pytest.raises(TypeError, match=r"combine features with \.and_\(\)"):
        sorted([a, b])


def test_equal_features_are_found_by_hash_in_dicts_sets_and_lists() -> None:
    a, again = Feature("a", int, returns=int), Feature("a", int, returns=int)
    assert {a: 5}[again] == {a: 5}["feature.a"] == {"feature.a": 5}[a] == 5
    assert again in {a}
    assert {(a > 3): 5}[again > 3] == 5
    assert {Constant(3): 5}[Constant(3)] == 5
    assert "feature.a" in [a]
    assert a in [Feature("b", int, returns=int)]  # as ever: == builds a feature
