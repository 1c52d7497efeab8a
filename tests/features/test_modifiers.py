"""Operators and modifiers: names, types, values and errors."""

from __future__ import annotations

import math
import operator
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.dependencies import solve
from revscoring.errors import CaughtDependencyError
from revscoring.features import Feature, Modifier, modifiers

i, f, b = (Feature(name, returns=kind) for name, kind in (("i", int), ("f", float), ("b", bool)))
OPERATORS: dict[str, tuple[Callable[[Any, Any], Any], str]] = {
    "+": (operator.add, "add"),
    "-": (operator.sub, "sub"),
    "*": (operator.mul, "mul"),
    "/": (operator.truediv, "div"),
    "<": (operator.lt, "lt"),
    "<=": (operator.le, "le"),
    ">": (operator.gt, "gt"),
    ">=": (operator.ge, "ge"),
    "==": (operator.eq, "eq"),
    "!=": (operator.ne, "ne"),
    "and": (lambda x, y: x.and_(y), "and_"),
    "or": (lambda x, y: x.or_(y), "or_"),
}
PLAIN: dict[str, Callable[[Any, Any], Any]] = {
    "and": lambda x, y: bool(x and y),
    "or": lambda x, y: bool(x or y),
}


@pytest.mark.parametrize("char", OPERATORS)
def test_names_of_binary_operators(char: str) -> None:
    apply, function = OPERATORS[char]
    assert str(apply(i, f)) == f"feature.(i {char} f)"
    assert str(apply(i, 5)) == f"feature.(i {char} 5)"
    assert str(apply(i, 5.5)) == f"feature.(i {char} 5.5)"
    assert str(apply(i + 1, b)) == f"feature.((i + 1) {char} b)"
    by_name = getattr(modifiers, function)
    assert str(by_name(i, f)) == str(apply(i, f))
    assert str(by_name(i, f, name="own")) == "feature.own"
    assert str(by_name(3, i)) == f"feature.(3 {char} i)"
    assert isinstance(apply(i, f), Modifier)


@pytest.mark.parametrize(
    ("feature", "name", "returns"),
    [
        (i.not_(), "not i", bool),
        (modifiers.not_(i + 1), "not (i + 1)", bool),
        (modifiers.max(i, 3), "max(i, 3)", float),
        (modifiers.min(i, f, 1.5), "min(i, f, 1.5)", float),
        (modifiers.max(1, 2), "max(1, 2)", float),
        (modifiers.log(i + 1), "log((i + 1))", float),
        (modifiers.log(i, name="n"), "n", float),
        (modifiers.max(i, 3, name="n"), "n", float),
        ((i + 1) / f.or_(b), "((i + 1) / (f or b))", float),
        (i > 1, "(i > 1)", bool),
    ],
)
def test_names_and_types(feature: Feature, name: str, returns: type) -> None:
    assert str(feature) == f"feature.{name}"
    assert feature.returns is returns


@pytest.mark.parametrize(
    ("feature", "returns"),
    [
        (i + i, int),
        (i + f, float),
        (f - i, float),
        (i * 2, int),
        (i * 2.0, float),
        (b + b, int),
        (b * True, int),
        (i - True, int),
        (i / i, float),
        (b / b, float),
        *((OPERATORS[c][0](i, f), bool) for c in ("<", "<=", ">", ">=", "==", "!=", "and", "or")),
    ],
)
def test_types(feature: Feature, returns: type) -> None:
    assert feature.returns is returns


@given(
    st.sampled_from(sorted(OPERATORS)),
    st.integers(-5, 5),
    st.floats(-5, 5, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-3),
)
def test_values_are_those_of_python(char: str, left: int, right: float) -> None:
    apply = OPERATORS[char][0]
    cache = {"feature.i": left, "feature.f": right}
    if char == "/" and right == 0:
        with pytest.raises(CaughtDependencyError, match="ZeroDivisionError"):
            solve(apply(i, f), cache=cache)
        return
    found = solve(apply(i, f), cache=cache)
    assert found == PLAIN.get(char, apply)(left, right)
    assert type(found) is apply(i, f).returns


@pytest.mark.parametrize(
    ("feature", "expected"),
    [
        (i.not_(), False),
        (modifiers.max(i, f), 3.0),
        (modifiers.max(i, f, 7), 7.0),
        (modifiers.min(i, f), 1.5),
        (modifiers.max(i), 3.0),
        (modifiers.min(f), 1.5),
        (modifiers.log(i), math.log(3)),
        ((i > 2).and_(f < 2), True),
        ((i > 5).or_(0), False),
        (i - 3 == 0, True),
    ],
)
def test_values(feature: Feature, expected: Any) -> None:
    found = solve(feature, cache={"feature.i": 3, "feature.f": 1.5})
    assert found == expected
    assert type(found) is type(expected)


def test_errors() -> None:
    with pytest.raises(
        CaughtDependencyError,
        match=r"ZeroDivisionError: Failed to process feature\.\(i / f\): (float )?division by zero",
    ):
        solve(i / f, cache={"feature.i": 1, "feature.f": 0.0})
    with pytest.raises(CaughtDependencyError, match=r"ValueError: Failed to process feature\.log\(i\)"):
        solve(modifiers.log(i), cache={"feature.i": 0})


def test_python_reflects_comparisons_only() -> None:
    assert str(1 < i) == "feature.(i > 1)"  # noqa: SIM300
    assert str(1 == i) == "feature.(i == 1)"  # noqa: SIM300
    for apply in (operator.add, operator.sub, operator.mul, operator.truediv):
        with pytest.raises(TypeError):
            apply(1, i)
    for refused in (lambda: -i, lambda: i**2, lambda: i // 2):  # type: ignore[operator]
        with pytest.raises(TypeError):
            refused()


def test_modifiers_pickle() -> None:
    feature = modifiers.log(modifiers.max((i + 1) / 2, f)) > 0
    again = pickle.loads(pickle.dumps(feature))
    cache = {"feature.i": 3, "feature.f": 1.5}
    assert str(again) == str(feature)
    assert solve(again, cache=dict(cache)) is solve(feature, cache=dict(cache)) is True


def test_each_operand_is_computed_once() -> None:
    ran = []
    source = Feature("s", lambda: ran.append(1) or 4, returns=int)
    assert solve((source + 1) * (source - 1) + source) == 19
    assert len(ran) == 1
