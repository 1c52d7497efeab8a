"""Walking and showing the graph: expand, dig, draw; and the kept state of Context."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revscoring.datasources import Datasource
from revscoring.dependencies import Context, Dependent, dig, draw, expand, solve
from revscoring.features import Feature

from .graphs import graphs

leaf = Datasource("leaf")
middle = Datasource("middle", str, depends_on=[leaf])
other = Datasource("other")
top = Dependent("top", max, depends_on=[middle, other, leaf])


def names(nodes: Any) -> list[str]:
    return [node.name for node in nodes]


def test_expand_yields_parents_first_each_once() -> None:
    assert names(expand(top)) == ["top", "middle", "leaf", "other"]
    assert names(expand([middle, top])) == ["middle", "leaf", "top", "other"]


def test_expand_leaves_out_the_cache_and_what_is_only_below_it() -> None:
    assert names(expand(top, cache={middle: 1})) == ["top", "other", "leaf"]
    assert names(expand(middle, cache={"datasource.leaf": 1})) == ["middle"]
    assert names(expand(top, cache=["dependent.top"])) == []


def test_expand_follows_the_context() -> None:
    new = Datasource("new", str, depends_on=[Datasource("source")])
    assert names(expand(top, context={middle: new})) == ["top", "new", "source", "other", "leaf"]


def test_dig_yields_the_leaves() -> None:
    assert names(dig(top)) == ["leaf", "other"]
    assert names(dig(leaf)) == ["leaf"]
    assert names(dig([top, leaf])) == ["leaf", "other"]
    assert names(dig(top, cache={middle: 1})) == ["other", "leaf"]
    assert names(dig(top, context={middle: Datasource("new")})) == ["new", "other", "leaf"]


def test_constants_are_leaves() -> None:
    feature = Feature("f", returns=int, depends_on=[leaf])
    assert [str(node) for node in dig(feature + 1)] == ["datasource.leaf", "feature.1"]


@settings(max_examples=80)
@given(graphs(), st.data())
def test_expand_yields_what_solving_touches(nodes: list[Any], data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.sampled_from(nodes), min_size=1))
    given_nodes = {str(n): 0 for n in data.draw(st.lists(st.sampled_from(nodes), max_size=2))}
    walked = [str(node) for node in expand(wanted, cache=given_nodes)]
    assert len(walked) == len(set(walked))
    filled: dict[Any, Any] = dict(given_nodes)
    list(solve(wanted, cache=filled))
    assert set(walked) == set(map(str, filled)) - set(given_nodes)
    place = {name: i for i, name in enumerate(walked)}
    leaves = {str(n) for n in nodes if not n.dependencies}
    assert {str(n) for n in dig(wanted, cache=given_nodes)} == leaves & set(place)


def test_draw() -> None:
    assert draw(top) == (
        " - <dependent.top>\n"
        "\t - <datasource.middle>\n"
        "\t\t - <datasource.leaf>\n"
        "\t - <datasource.other>\n"
        "\t - <datasource.leaf>\n"
    )
    assert (
        draw(middle, cache={leaf: 1}, depth=1)
        == "\t - <datasource.middle>\n\t\t - <datasource.leaf> CACHED\n"
    )
    assert draw(top, cache=["dependent.top"]) == " - <dependent.top> CACHED\n"
    assert draw(middle, context={leaf: other}) == " - <datasource.middle>\n\t - <datasource.other>\n"


def test_walks_of_a_long_chain() -> None:
    node: Any = leaf
    for i in range(20_000):
        node = Dependent(f"d{i}", str, depends_on=[node])
    assert sum(1 for _ in expand(node)) == 20_001
    assert names(dig(node)) == ["leaf"]
    assert sum(1 for line in draw(middle, context={leaf: other}).splitlines()) == 2


# Context


def number(value: int) -> Datasource:
    return Datasource("n", lambda: value)


plus = Dependent("plus", lambda n: n + 1, depends_on=[number(0)])


def test_a_context_keeps_replacements_and_values() -> None:
    assert Context().solve(plus) == 1
    assert Context(context=[number(5)]).solve(plus) == 6
    assert Context(cache={"datasource.n": 7}).solve(plus) == 8


def test_what_is_given_with_a_call_wins() -> None:
    kept = Context(context=[number(5)], cache={"datasource.m": 1})
    assert kept.solve(plus, context=[number(8)]) == 9
    kept = Context(cache={"datasource.n": 1})
    cache = {"datasource.n": 2}
    assert kept.solve(plus, cache=cache) == 3
    assert kept.solve(plus) == 2


def test_the_cache_of_a_call_is_filled_with_what_is_kept_and_what_is_computed() -> None:
    cache: dict[Any, Any] = {}
    Context(cache={"datasource.n": 1, "datasource.m": 3}).solve(plus, cache=cache)
    assert cache == {"datasource.n": 1, "datasource.m": 3, "dependent.plus": 2}


def test_the_dicts_of_the_caller_are_left_alone() -> None:
    context: dict[Any, Any] = {}
    cache: dict[Any, Any] = {}
    kept = Context(context=context, cache=cache)
    kept.update(context=[number(5)], cache={"datasource.m": 1})
    kept.solve(plus)
    assert context == cache == {}


def test_update_merges() -> None:
    kept = Context(context=[number(5)])
    kept.update(context=[number(6)])
    assert kept.solve(plus) == 7
    kept.update(cache={"datasource.n": 1})
    assert kept.solve(plus) == 2


def test_a_profile_is_passed_on() -> None:
    profile: dict[Any, list[float]] = {}
    assert list(Context().solve([plus], profile=profile)) == [1]
    assert set(map(str, profile)) == {"datasource.n", "dependent.plus"}


def test_walks_with_what_is_kept_take_the_cache_first() -> None:
    kept = Context(context={middle: Datasource("new")}, cache={other: 1})
    assert names(kept.expand(top)) == ["top", "new", "leaf"]
    assert names(kept.expand(top, {leaf: 1})) == ["top", "new"]
    assert names(kept.dig(top, {leaf: 1}, {middle: middle})) == []
    assert names(kept.dig(top)) == ["new", "leaf"]
    assert kept.draw(middle, {}, {middle: leaf}) == " - <datasource.leaf>\n"
    assert kept.draw(other) == " - <datasource.other> CACHED\n"


def test_a_wrong_context_is_refused() -> None:
    with pytest.raises(TypeError, match="give a dict of dependent → replacement"):
        Context(context=3)


def test_a_function_in_the_context_stands_for_the_node_that_it_replaces() -> None:
    root = Dependent("root")
    bar = Dependent("bar", len, depends_on=[root])
    top = Dependent("top", abs, depends_on=[bar])
    assert list(Context(context={bar: lambda: 5}).expand([top])) == [top, bar]
