"""Nodes and sets of them: identity, pickling, set laws."""

from __future__ import annotations

import io
import logging
import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revscoring.datasources import Datasource
from revscoring.dependencies import Dependent, DependentSet, Intermediate, or_none, solve
from revscoring.features import Feature, FeatureVector


@pytest.mark.parametrize(
    ("node", "shown"),
    [
        (Dependent("x"), "dependent.x"),
        (Datasource("x"), "datasource.x"),
        (Feature("x", returns=int), "feature.x"),
        (FeatureVector("x", returns=int), "feature_vector.x"),
        (Intermediate("x"), "intermediate.x"),
    ],
)
def test_a_node_is_its_kind_and_name(node: Any, shown: str) -> None:
    assert str(node) == shown
    assert repr(node) == f"<{shown}>"
    assert hash(node) == hash(shown)
    assert {shown: 1}[node] == 1
    assert {node: 1}[shown] == 1


def test_equality_is_that_of_the_string() -> None:
    assert Dependent("x") == Dependent("x", len)
    assert Dependent("x") == "dependent.x"
    assert Dependent("x") != Datasource("x")
    assert Dependent("x") != "x"
    assert Datasource("b") in ["datasource.a", "datasource.b"]
    assert ["datasource.a", "datasource.b"].index(Datasource("b")) == 1


def test_a_name_is_a_string() -> None:
    with pytest.raises(TypeError, match=r"Name 5 is not a str\."):
        Dependent(5)  # type: ignore[arg-type]


def test_dependencies_are_kept_as_given_and_win_over_depends_on() -> None:
    below = (Dependent("a"),)
    assert Dependent("x", depends_on=below).dependencies is below
    assert Dependent("x", depends_on=[1], dependencies=below).dependencies is below
    assert Dependent("x").dependencies == []


def test_calling_calls_the_process_with_the_same_arguments() -> None:
    node = Dependent("x", lambda *args, **kwargs: (args, kwargs))
    assert node(1, 2, a=3) == ((1, 2), {"a": 3})
    assert node.process(4) == ((4,), {})
    assert node.calls == 1


def test_an_input_node_has_no_process() -> None:
    with pytest.raises(NotImplementedError, match=r"^Not implemented\.$"):
        Dependent("x")()


def test_nodes_pickle() -> None:
    node = Datasource("x", len, depends_on=[Datasource("y")])
    again = pickle.loads(pickle.dumps(node))
    assert again == node
    assert type(again) is Datasource
    assert list(again.dependencies) == ["datasource.y"]
    assert solve(again, cache={"datasource.y": "abc"}) == 3


@pytest.mark.parametrize("wrap", [lambda raw: raw, lambda raw: io.TextIOWrapper(raw)])
def test_dump_and_load(wrap: Any) -> None:
    raw = io.BytesIO()
    f = wrap(raw)
    Datasource("x", len).dump(f)
    raw.seek(0)
    assert Datasource.load(f) == "datasource.x"


def test_or_none() -> None:
    assert pickle.loads(pickle.dumps(or_none(int)))("5") == 5
    assert or_none(int)(None) is None


# Sets


class Tree(DependentSet):
    """A set with members and a sub-set."""

    def __init__(self, name: str, deep: bool = True) -> None:
        super().__init__(name)
        self.a = Dependent(f"{name}.a")
        self.b = Datasource(f"{name}.b")
        self.limit = 5
        if deep:
            self.under = Tree(f"{name}.under", deep=False)


def test_a_set_is_the_union_of_its_members_and_sub_sets() -> None:
    tree = Tree("t")
    names = {"dependent.t.a", "datasource.t.b", "dependent.t.under.a", "datasource.t.under.b"}
    assert set(map(str, tree)) == names
    assert len(tree) == 4
    assert all(name in tree for name in names)
    assert tree.under.a in tree
    assert Dependent("other") not in tree
    assert 5 not in tree
    assert tree.limit == 5


def test_a_set_is_its_name() -> None:
    assert str(Tree("t")) == repr(Tree("t")) == "{t}"
    assert Tree("t") == DependentSet("t")
    assert Tree("t") != Tree("u")
    assert hash(Tree("t")) == hash("dependent_set.t")


def test_a_set_is_solved_as_its_members() -> None:
    family = DependentSet("family")
    family.one = Dependent("one", lambda: 1)
    family.two = Dependent("two", lambda: 2)
    assert list(solve(family)) == [1, 2]


def test_adding_a_member_again_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    tree = Tree("t")
    with caplog.at_level(logging.WARNING):
        tree.again = Dependent("t.a")
    assert "dependent.t.a has been added to {t} already" in caplog.text
    assert len(tree) == 4


def test_sets_that_point_back_are_walked_once() -> None:
    one, two = DependentSet("one"), DependentSet("two")
    one.two, two.one = two, one
    one.a, two.b = Dependent("a"), Dependent("b")
    assert set(map(str, one)) == set(map(str, two)) == {"dependent.a", "dependent.b"}
    again = pickle.loads(pickle.dumps(one))
    assert again.two.one is again
    assert len(again) == 2


def test_standard_trees_are_walked_and_pickled() -> None:
    from revscoring.datasources import revision_oriented
    from revscoring.features import temporal

    for tree in (revision_oriented.revision, temporal.revision):
        again = pickle.loads(pickle.dumps(tree))
        assert set(map(str, again)) == set(map(str, tree))
    assert len(revision_oriented.revision) == 57


_NAMES = st.sets(st.sampled_from("abcd"))


@settings(max_examples=100)
@given(_NAMES, _NAMES, st.sampled_from([set, list, "set"]))
def test_operators_are_those_of_sets(left: set[str], right: set[str], kind: Any) -> None:
    def family(names: set[str]) -> DependentSet:
        made = DependentSet("family")
        for name in names:
            setattr(made, name, Dependent(name))
        return made

    ours = family(left)
    other: Any = family(right) if kind == "set" else kind(map(Dependent, right))
    expected = {f"dependent.{name}" for name in left - right}
    assert set(map(str, ours - other)) == expected
    assert set(map(str, ours & other)) == {f"dependent.{name}" for name in left & right}
    assert set(map(str, ours | other)) == {f"dependent.{name}" for name in left | right}
    if kind is set:
        assert set(map(str, other - ours)) == {f"dependent.{name}" for name in right - left}
        assert set(map(str, other & ours)) == {f"dependent.{name}" for name in left & right}
        assert set(map(str, other | ours)) == {f"dependent.{name}" for name in left | right}
