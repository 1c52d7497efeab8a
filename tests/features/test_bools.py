"""Features that say whether: a string matches, an item stands in a set."""

from __future__ import annotations

import pickle
import re
from typing import Any

import pytest

from revscoring.datasources import Datasource
from revscoring.dependencies import solve
from revscoring.errors import CaughtDependencyError
from revscoring.features.meta import bools

d = Datasource("d")


def value(feature: Any, given: Any) -> Any:
    return solve(feature, cache={"datasource.d": given})


@pytest.mark.parametrize(
    ("feature", "name"),
    [
        (bools.regex_match("a+\n'", d), 'regex_match("a+\\n\'", <datasource.d>)'),
        (bools.regex_match(re.compile("a"), d), "regex_match('a', <datasource.d>)"),
        (bools.item_in_set("x", d), "item_in_set('x', <datasource.d>)"),
        (bools.set_contains_item({5}, d), "set_contains_item({5}, <datasource.d>)"),
        (bools.set_contains_item([5, 4], d), "set_contains_item([5, 4], <datasource.d>)"),
        (bools.sets_intersect({"b", "a"}, d), "sets_intersect({'a', 'b'}, <datasource.d>)"),
        (bools.sets_intersect(("b", "a"), d), "sets_intersect(('b', 'a'), <datasource.d>)"),
        (bools.sets_intersect(frozenset("a"), d), "sets_intersect(frozenset({'a'}), <datasource.d>)"),
        (bools.sets_intersect(set(), d), "sets_intersect(set(), <datasource.d>)"),
        (bools.item_in_set(1, d, name="n"), "n"),
    ],
)
def test_names(feature: Any, name: str) -> None:
    assert str(feature) == f"feature.{name}"
    assert feature.returns is bool
    assert str(pickle.loads(pickle.dumps(feature))) == f"feature.{name}"


@pytest.mark.parametrize(
    ("feature", "given", "expected"),
    [
        (bools.regex_match("ab", d), "ABc", True),
        (bools.regex_match("ab", d), "xab", False),
        (bools.regex_match(re.compile("ab"), d), "AB", False),
        (bools.item_in_set("a", d), ["a", "b"], True),
        (bools.item_in_set("a", d), {"b": 1}, False),
        (bools.item_in_set("a", d), None, False),
        (bools.set_contains_item({1, 2}, d), 2, True),
        (bools.set_contains_item([1, 2], d), 3, False),
        (bools.set_contains_item({1}, d), None, False),
        (bools.sets_intersect({"a", "b"}, d), ["b", "c"], True),
        (bools.sets_intersect({"a"}, d), ["b"], False),
        (bools.sets_intersect({"a"}, d), None, False),
        (bools.sets_intersect(set(), d), ["a"], False),
    ],
)
def test_values(feature: Any, given: Any, expected: bool) -> None:
    assert value(feature, given) is expected


def test_none_is_no_string() -> None:
    with pytest.raises(CaughtDependencyError, match="TypeError"):
        value(bools.regex_match("a", d), None)


@pytest.mark.parametrize("make", [bools.set_contains_item, bools.sets_intersect])
def test_a_string_is_no_set(make: Any) -> None:
    with pytest.raises(TypeError, match=r"Give a collection of items instead of the string 'bot': \{'bot'\}"):
        make("bot", d)
