"""Solving: values, order, laziness, caches, contexts, cycles and error texts."""

from __future__ import annotations

import pickle
import warnings
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revscoring.datasources import Datasource
from revscoring.dependencies import Dependent, normalize_context, solve
from revscoring.errors import (
    CaughtDependencyError,
    DependencyError,
    DependencyLoop,
    NameClashWarning,
    RevisionNotFound,
    plain_text,
)

from .graphs import evaluate, graphs, mix


def fail() -> Any:
    raise AssertionError("This process must not run.")


def divide() -> float:
    return 1 / 0


def chain(length: int) -> Dependent:
    node = Dependent("d0", lambda: 0)
    for i in range(1, length):
        node = Dependent(f"d{i}", lambda x: x + 1, depends_on=[node])
    return node


# Laws


@settings(max_examples=150)
@given(graphs(), st.data())
def test_solving_is_naive_recursion_with_each_node_run_once(nodes: list[Any], data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.sampled_from(nodes), min_size=1))
    given_nodes = data.draw(st.lists(st.sampled_from(nodes), max_size=3))
    cache: dict[Any, Any] = {str(node): f"given {node}" for node in given_nodes}
    expected = [evaluate(node, dict(cache)) for node in wanted]
    filled: dict[Any, Any] = dict(cache)
    assert list(solve(wanted, cache=filled)) == expected
    assert all(node.process.runs <= 1 for node in nodes)
    assert all(node.process.runs == 0 for node in given_nodes)
    assert all(filled[str(node)] == evaluate(node, dict(cache)) for node in nodes if str(node) in filled)
    assert {str(node) for node in wanted} <= set(map(str, filled))
    assert list(solve(wanted, cache=filled)) == expected
    assert all(node.process.runs <= 1 for node in nodes)


@settings(max_examples=100)
@given(graphs(), st.data())
def test_replacements_are_looked_up_once_and_cached_under_the_original(
    nodes: list[Any], data: st.DataObject
) -> None:
    replaced = data.draw(st.lists(st.sampled_from(nodes), max_size=3, unique_by=str))
    context = {node: type(node)(f"new {i}", mix(100 + i)) for i, node in enumerate(replaced)}
    by_name = {str(node): new for node, new in context.items()}
    filled: dict[Any, Any] = {}
    assert list(solve(nodes, context=context, cache=filled)) == [
        evaluate(node, context=by_name) for node in nodes
    ]
    assert all(filled[node] == evaluate(node, context=by_name) for node in nodes)
    assert all(node.process.runs == 0 for node in replaced)
    assert all(new.process.runs <= 1 for new in context.values())


@settings(max_examples=50)
@given(graphs())
def test_order_of_the_wanted_never_changes_a_value(nodes: list[Any]) -> None:
    assert list(solve(nodes[::-1]))[::-1] == list(solve(nodes))


def test_the_cache_wins_over_the_context() -> None:
    a = Dependent("a", fail)
    assert solve(a, context={a: Dependent("b", fail)}, cache={a: 3}) == 3


def test_dependencies_run_from_left_to_right() -> None:
    ran: list[str] = []
    left, right = (Dependent(name, lambda name=name: ran.append(name)) for name in "lr")
    solve(Dependent("both", lambda *_: None, depends_on=[left, right]))
    assert ran == ["l", "r"]


# One, several, callables


def test_one_dependent_gives_its_value_now() -> None:
    assert solve(Dependent("one", lambda: 1)) == 1


def test_any_callable_is_a_dependent() -> None:
    assert solve(lambda: 7) == 7
    assert list(solve([lambda: 7, Dependent("x", lambda: 8)])) == [7, 8]
    assert solve(Dependent("y", lambda v: v + 1, depends_on=[lambda: 1])) == 2


def test_a_set_of_dependents_is_solved_in_its_order() -> None:
    nodes = {Dependent("a", lambda: 1), Dependent("b", lambda: 2)}
    assert sorted(solve(nodes)) == [1, 2]


@pytest.mark.parametrize("thing", [5, "datasource.x", None])
def test_what_is_not_callable_is_refused(thing: Any) -> None:
    with pytest.raises(RuntimeError, match=r"Can't solve dependency .* not callable"):
        solve(thing) if not isinstance(thing, str) else list(solve([thing]))
    with pytest.raises(RuntimeError, match="Can't solve dependency"):
        solve(Dependent("above", str, depends_on=[thing]))


def test_several_are_lazy_and_errors_come_at_their_item() -> None:
    ran: list[str] = []
    first = Dependent("first", lambda: ran.append("first"))
    bad = Dependent("bad", divide)
    values = solve([first, bad, Dependent("last", fail)])
    assert ran == []
    assert next(values) is None
    assert ran == ["first"]
    with pytest.raises(CaughtDependencyError):
        next(values)


def test_none_is_a_value_like_any_other() -> None:
    a = Dependent("a", fail)
    assert solve(a, cache={"dependent.a": None}) is None


def test_the_callers_cache_is_filled_with_all_between() -> None:
    a = Datasource("a", lambda: 2)
    b = Datasource("b", lambda a: a * 3, depends_on=[a])
    cache: dict[Any, Any] = {}
    assert solve(b, cache=cache) == 6
    assert cache == {"datasource.a": 2, "datasource.b": 6}
    assert cache[a] == 2


def test_values_before_an_error_stay_in_the_cache() -> None:
    good = Dependent("good", lambda: 1)
    cache: dict[Any, Any] = {}
    with pytest.raises(CaughtDependencyError):
        solve(Dependent("bad", lambda g: g / 0, depends_on=[good]), cache=cache)
    assert cache == {"dependent.good": 1}


def test_a_node_that_is_needed_twice_under_a_replacement_with_another_name() -> None:
    a = Dependent("a", fail)
    left, right = (Dependent(n, lambda x: x, depends_on=[a]) for n in ("l", "r"))
    cache: dict[Any, Any] = {}
    both = Dependent("both", lambda *v: sum(v), depends_on=[left, right])
    assert solve(both, context={a: lambda: 4}, cache=cache) == 8
    assert cache[a] == 4


@pytest.mark.parametrize("kind", [list, set, tuple, iter])
def test_an_iterable_context_replaces_namesakes(kind: Any) -> None:
    a, new = Dependent("a", fail), Dependent("a", lambda: 5)
    b = Dependent("b", lambda a: a + 1, depends_on=[a])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert solve(b, context=kind([new])) == 6


def test_a_context_of_another_type_is_refused() -> None:
    with pytest.raises(TypeError, match="'context' is of type int"):
        normalize_context(5)
    assert normalize_context(None) == {}


def test_a_replacement_with_dependencies_of_its_own() -> None:
    new = Dependent("new", lambda x: x * 2, depends_on=[Dependent("source", lambda: 10)])
    a = Dependent("a", fail)
    assert solve(a, context={a: new}) == 20


def test_profile_collects_seconds_of_what_ran() -> None:
    a = Dependent("a", lambda: 1)
    b = Dependent("b", lambda a: a, depends_on=[a])
    bad = Dependent("bad", lambda b: b / 0, depends_on=[b])
    profile: dict[Any, list[float]] = {}
    with pytest.raises(CaughtDependencyError):
        solve(bad, profile=profile)
    solve(b, cache={a: 5}, profile=profile)
    assert {str(node): len(seconds) for node, seconds in profile.items()} == {
        "dependent.a": 1,
        "dependent.b": 2,
    }
    assert all(0 <= second < 1 for seconds in profile.values() for second in seconds)


# Deep graphs, cycles, clashes


def test_a_chain_of_50_000_nodes() -> None:
    assert solve(chain(50_000)) == 49_999


def test_a_cycle_is_found_with_its_path() -> None:
    a = Dependent("a", fail)
    b = Dependent("b", fail, depends_on=[a])
    c = Dependent("c", fail, depends_on=[b])
    a.dependencies = [c]
    top = Dependent("top", fail, depends_on=[c])
    with pytest.raises(DependencyLoop) as caught:
        solve(top)
    assert str(caught.value) == (
        "DependencyLoop: dependent.c depends on itself: dependent.c → dependent.b → dependent.a → dependent.c"
    )
    assert solve(top, cache={a: 1, top: 2}) == 2


def test_a_cycle_closed_by_the_context_is_found() -> None:
    a = Dependent("a", lambda: 1)
    b = Dependent("b", lambda a: a, depends_on=[a])
    with pytest.raises(DependencyLoop):
        solve(b, context={a: Dependent("new", fail, depends_on=[b])})


def test_two_definitions_of_one_name_are_warned_of() -> None:
    one = Dependent("same", lambda: 1)
    two = Dependent("same", lambda: 2)
    top = Dependent("top", lambda *v: v, depends_on=[one, two])
    with pytest.warns(NameClashWarning, match=r"Two different definitions are named dependent\.same"):
        assert solve(top) == (1, 1)


def test_two_equal_definitions_of_one_name_are_not() -> None:
    def make() -> Dependent:
        return Dependent("same", mix(3), depends_on=[Dependent("leaf", mix(1))])

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        solve(Dependent("top", lambda *v: v, depends_on=[make(), make()]))


# Errors


def test_an_unexpected_error_is_caught_with_its_story() -> None:
    with pytest.raises(CaughtDependencyError) as caught:
        solve(Dependent("z", divide))
    error = caught.value
    assert str(error).splitlines()[0] == "ZeroDivisionError: Failed to process dependent.z: division by zero"
    assert error.message == "Failed to process dependent.z: division by zero"
    assert isinstance(error.exception, ZeroDivisionError)
    assert error.__cause__ is error.exception
    assert error.tb is not None
    assert error.tb[-1].name == "divide"
    assert "1 / 0" in str(error.formatted_exception)


def test_input_nodes_have_to_be_given() -> None:
    with pytest.raises(CaughtDependencyError, match=r"Failed to process datasource.text: Not implemented."):
        solve(Datasource("text"))


def test_a_missing_input_is_explained_on_a_second_line() -> None:
    length = Dependent("length", len, depends_on=[Datasource("revision.text")])
    with pytest.raises(CaughtDependencyError) as caught:
        solve(length, cache={"datasource.revision.txt": "a"})
    assert str(caught.value).splitlines() == [
        "NotImplementedError: Failed to process datasource.revision.text: Not implemented.",
        "datasource.revision.text was not given: pass cache={'datasource.revision.text': …}; the cache has "
        "'datasource.revision.txt': did you mean that?",
    ]


def test_a_value_that_is_none_is_named_with_the_line_that_trips_over_it() -> None:
    parent = Datasource("revision.parent.text")

    def split(text: str) -> list[str]:
        return text.split()

    with pytest.raises(CaughtDependencyError, match="'NoneType' object has no attribute 'split'") as caught:
        solve(Dependent("words", split, depends_on=[parent]), cache={parent: None})
    line = split.__code__.co_firstlineno + 1
    assert plain_text(caught.value) == (
        f"datasource.revision.parent.text is None: the page is new ({__file__}, line {line})"
    )


def test_a_failure_in_code_of_the_user_names_the_line() -> None:
    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(CaughtDependencyError) as caught:
        solve(Dependent("z", fail))
    line = fail.__code__.co_firstlineno + 1
    assert plain_text(caught.value) == f"dependent.z failed: ValueError: no ({__file__}, line {line})"


def test_dependency_errors_pass_unchanged() -> None:
    problem = RevisionNotFound("{revision}", 5)

    def raise_it() -> None:
        raise problem

    with pytest.raises(RevisionNotFound) as caught:
        solve(Dependent("above", fail, depends_on=[Dependent("x", raise_it)]))
    assert caught.value is problem


def test_a_dependency_error_of_any_kind_passes() -> None:
    class Own(DependencyError):
        pass

    def raise_it() -> None:
        raise Own("mine")

    with pytest.raises(Own, match="Own: mine"):
        solve(Dependent("x", raise_it))


def test_what_is_no_error_is_not_caught() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        solve(Dependent("x", stop))


def test_a_caught_error_pickles_with_what_it_is_about() -> None:
    with pytest.raises(CaughtDependencyError) as caught:
        solve(Dependent("z", divide))
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert type(again.exception) is ZeroDivisionError
    assert again.tb == caught.value.tb
    assert again.formatted_exception == caught.value.formatted_exception


# The plan is compiled once, and follows later changes


def test_a_new_list_of_dependencies_makes_a_new_plan() -> None:
    a, b = Dependent("a", lambda: 1), Dependent("b", lambda: 2)
    top = Dependent("top", lambda *v: sum(v), depends_on=[a])
    assert solve(top) == 1
    top.dependencies = [a, b]
    assert solve(top) == 3


def test_calls_are_counted() -> None:
    a = Dependent("a", lambda: 1)
    list(solve([a, a]))
    solve(a)
    assert a.calls == 2


def test_a_cycle_spoils_only_what_needs_it() -> None:
    good = Dependent("good", lambda: 1)
    loop = Dependent("loop", fail)
    loop.dependencies = [loop]
    values = solve([good, loop, good])
    assert next(values) == 1
    with pytest.raises(DependencyLoop):
        next(values)


def test_threads_share_plans_but_no_values() -> None:
    from concurrent.futures import ThreadPoolExecutor

    text = Datasource("text")
    lengths = [Datasource(f"l{i}", lambda t, i=i: len(t) + i, depends_on=[text]) for i in range(20)]

    def lengths_of(size: int) -> list[int]:
        return list(solve(lengths, cache={text: "x" * size}))

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lengths_of, range(200)))
    assert found == [[size + i for i in range(20)] for size in range(200)]
