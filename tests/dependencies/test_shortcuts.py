"""Shortcuts: taken where nothing that they bypass is given or replaced, and never seen from outside."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revscoring.datasources import Datasource
from revscoring.dependencies import (
    DependentSet,
    Intermediate,
    Shortcut,
    compile,
    dig,
    draw,
    expand,
    graph,
    solve,
)
from revscoring.errors import CaughtDependencyError
from revscoring.features import Feature
from revscoring.features.meta import aggregators


class Words:
    """A little family: the number of words of a text, declared by their list, and by a shortcut."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.text = Datasource("text")
        self.tokens = Datasource("tokens", self.note("tokens", str.split), depends_on=[self.text])
        self.words = Datasource(
            "words", self.note("words", lambda t: [w for w in t if w.isalpha()]), depends_on=[self.tokens]
        )
        self.counted = Intermediate("counted", self.note("counted", str.split), depends_on=[self.text])
        shortcut = Shortcut(
            self.note("shortcut", lambda tokens: sum(map(str.isalpha, tokens))), (self.counted,)
        )
        self.words.measures = {"len": shortcut}
        self.count = aggregators.len(self.words, name="count")

    def note(self, name: str, process: Any) -> Any:
        def noted(*values: Any) -> Any:
            self.ran.append(name)
            return process(*values)

        return noted

    def solve(self, wanted: Any = None, context: Any = None, **given_values: Any) -> Any:
        self.ran.clear()
        cache = {getattr(self, name): value for name, value in {"text": "a b 1", **given_values}.items()}
        return solve(self.count if wanted is None else wanted, context=context, cache=cache)


def test_a_shortcut_is_taken_when_nothing_is_in_its_way() -> None:
    family = Words()
    assert family.solve() == 2.0
    assert family.ran == ["counted", "shortcut"]


def test_its_value_is_finished_as_the_declared_one() -> None:
    family = Words()
    assert type(family.solve()) is float
    family.words.measures = {"len": Shortcut(lambda tokens: "no number", (family.counted,))}
    family.count = aggregators.len(family.words, name="count")
    with pytest.raises(
        CaughtDependencyError, match=r"Failed to process feature.count: Expected <class 'float'>"
    ):
        family.solve()


@pytest.mark.parametrize("name", ["tokens", "words"])
def test_a_given_node_that_it_bypasses_turns_it_off(name: str) -> None:
    family = Words()
    assert family.solve(**{name: ["x", "y", "z"]}) == 3.0
    assert "shortcut" not in family.ran


def test_what_lies_under_it_may_be_given_or_replaced() -> None:
    family = Words()
    assert family.solve(text="q") == 1.0
    assert family.ran == ["counted", "shortcut"]
    assert solve(family.count, context={family.text: Datasource("other", lambda: "r s")}) == 2.0
    assert family.ran[-1] == "shortcut"


@pytest.mark.parametrize("name", ["tokens", "words"])
def test_a_replaced_node_that_it_bypasses_turns_it_off(name: str) -> None:
    family = Words()
    assert family.solve(context={getattr(family, name): Datasource("new", lambda: ["x", "y", "z"])}) == 3.0
    assert "shortcut" not in family.ran


def test_the_replacement_of_the_node_itself_wins() -> None:
    family = Words()
    new = Feature("count", lambda: 9, returns=int)
    assert family.solve(context=[new]) == 9
    assert family.ran == []


def test_a_given_value_of_the_node_itself_wins() -> None:
    family = Words()
    assert family.solve(count=8) == 8
    assert family.ran == []


def test_nodes_that_are_given_elsewhere_do_not_turn_it_off() -> None:
    family = Words()
    cache = {family.text: "a", "datasource.stranger": 1}
    assert solve(family.count, cache=cache) == 1.0
    assert family.ran == ["counted", "shortcut"]


def test_an_intermediate_runs_once_and_stays_inside() -> None:
    family = Words()
    other = aggregators.len(family.words, name="other")
    cache: dict[Any, Any] = {family.text: "a b"}
    assert list(solve([family.count, other], cache=cache)) == [2.0, 2.0]
    assert family.ran.count("counted") == 1
    assert sorted(map(str, cache)) == ["datasource.text", "feature.count", "feature.other"]


def test_walking_and_drawing_show_what_is_declared() -> None:
    family = Words()
    declared = ["feature.count", "datasource.words", "datasource.tokens", "datasource.text"]
    assert [str(node) for node in expand(family.count)] == declared
    assert [str(node) for node in dig(family.count)] == ["datasource.text"]
    assert "counted" not in draw(family.count)
    assert "counted" not in graph(family.count)


def test_drawing_the_plan_shows_what_runs() -> None:
    family = Words()
    assert draw(family.count, plan=True, cache=[family.text]) == (
        " - <intermediate.counted> INTERMEDIATE ← datasource.text\n - <feature.count> SHORTCUT ← intermediate.counted\n"
    )


def test_an_intermediate_is_no_member_of_a_set() -> None:
    family = DependentSet("family")
    family.counted = Intermediate("k")
    family.node = Datasource("n")
    assert list(family) == ["datasource.n"]


def test_the_compiled_steps() -> None:
    family = Words()
    plan = compile([family.count], given=["datasource.text"])
    assert [str(step.node) for step in plan.steps] == ["intermediate.counted", "feature.count"]
    plan = compile([family.count], given=["datasource.tokens"])
    assert [str(step.node) for step in plan.steps] == ["datasource.words", "feature.count"]


@settings(max_examples=60)
@given(
    st.text("ab1 ", max_size=12),
    st.sets(st.sampled_from(["tokens", "words"])),
    st.lists(st.sampled_from(["count", "words", "tokens"]), min_size=1),
)
def test_whatever_is_given_and_wanted_the_values_are_the_declared_ones(
    text: str, given_names: set[str], wanted_names: list[str]
) -> None:
    family, plain = Words(), Words()
    plain.count.shortcut = None
    values = {name: ["x", "1"] for name in given_names}
    answers = [
        list(one.solve([getattr(one, name) for name in wanted_names], text=text, **values))
        for one in (family, plain)
    ]
    assert answers[0] == answers[1]
