"""Features of what is known about a revision besides its text."""

from __future__ import annotations

import pickle
import re
from typing import Any

import pytest

from revscoring.dependencies import solve
from revscoring.errors import CaughtDependencyError
from revscoring.features import revision_oriented
from revscoring.features.util import SECTION_COMMENT_RE

revision = revision_oriented.revision


def value(feature: Any, path: str, given: Any) -> Any:
    return solve(feature, cache={f"datasource.revision.{path}": given})


@pytest.mark.parametrize(
    ("feature", "name"),
    [
        (revision.user.is_anon, "user.is_anon"),
        (revision.parent.user.is_anon, "parent.user.is_anon"),
        (revision.user.is_temporary, "user.is_temporary"),
        (revision.parent.user.is_anon_fixed, "parent.user.is_anon_fixed"),
        (revision.comment_matches("^a'"), 'comment_matches("^a\'")'),
        (revision.comment_matches(re.compile("b")), "comment_matches('b')"),
        (revision.parent.comment_matches("a"), "parent.comment_matches('a')"),
        (revision.page.title_matches("a"), "page.title_matches('a')"),
        (revision.page.id_in_set({5}), "page.id_in_set({5})"),
        (revision.page.id_in_set([5, 4]), "page.id_in_set([5, 4])"),
        (revision.page.namespace.id_in_set({0}), "page.namespace.id_in_set({0})"),
        (revision.page.namespace.name_matches("a"), "page.namespace.name_matches('a')"),
        (revision.user.id_in_set({2, 1}), "user.id_in_set({1, 2})"),
        (revision.user.text_matches("a"), "user.text_matches('a')"),
        (revision.user.in_group({"b", "a"}), "user.in_group({'a', 'b'})"),
        (revision.user.in_group(["sysop"]), "user.in_group(['sysop'])"),
        (revision.parent.user.id_in_set({1}), "parent.user.id_in_set({1})"),
        (revision.parent.user.text_matches("a"), "parent.user.text_matches('a')"),
    ],
)
def test_names(feature: Any, name: str) -> None:
    assert str(feature) == f"feature.revision.{name}"
    assert feature.returns is bool
    assert str(pickle.loads(pickle.dumps(feature))) == str(feature)


@pytest.mark.parametrize(
    "make",
    [
        revision.comment_matches,
        revision.page.title_matches,
        revision.page.namespace.name_matches,
        revision.user.text_matches,
    ],
)
def test_names_of_ones_own(make: Any) -> None:
    assert str(make("x", name="own")) == "feature.own"


@pytest.mark.parametrize(
    ("feature", "path", "given", "expected"),
    [
        (revision.user.is_anon, "user.id", 0, True),
        (revision.user.is_anon, "user.id", 7, False),
        (revision.user.is_anon, "user.id", None, False),
        (revision.parent.user.is_anon, "parent.user.id", 0, True),
        (revision.user.is_temporary, "user.text", "~2025-12345-6", True),
        (revision.user.is_temporary, "user.text", "~2025-12345", True),
        (revision.user.is_temporary, "user.text", "~2025", False),
        (revision.user.is_temporary, "user.text", "Ann ~2025-12345-6", False),
        (revision.user.is_temporary, "user.text", None, False),
        (revision.comment_matches("revert"), "comment", "Reverted x", True),
        (revision.comment_matches("revert"), "comment", "x revert", False),
        (revision.comment_matches(re.compile("revert")), "comment", "Revert", False),
        (revision.parent.comment_matches("a"), "parent.comment", "A", True),
        (revision.page.title_matches("a.c"), "page.title", "ABCD", True),
        (revision.page.id_in_set({1, 2}), "page.id", 2, True),
        (revision.page.namespace.id_in_set([0]), "page.namespace.id", 1, False),
        (revision.page.namespace.name_matches("talk"), "page.namespace.name", "Talk", True),
        (revision.user.id_in_set({5}), "user.id", 5, True),
        (revision.user.text_matches(".*bot$"), "user.text", "ABot", True),
        (revision.user.in_group({"bot", "sysop"}), "user.info.groups", ["*", "bot"], True),
        (revision.user.in_group({"bot"}), "user.info.groups", ["*"], False),
        (revision.user.in_group({"bot"}), "user.info.groups", None, False),
        (revision.parent.user.text_matches("a"), "parent.user.text", "b", False),
    ],
)
def test_values(feature: Any, path: str, given: Any, expected: bool) -> None:
    assert value(feature, path, given) is expected


def test_none_does_not_match() -> None:
    with pytest.raises(CaughtDependencyError, match="TypeError"):
        value(revision.comment_matches("a"), "comment", None)


def test_a_string_is_no_set() -> None:
    for make in (revision.user.in_group, revision.page.id_in_set, revision.user.id_in_set):
        with pytest.raises(TypeError, match="instead of the string 'bot'"):
            make("bot")


def test_nothing_is_known_of_the_groups_of_the_parents_user() -> None:
    with pytest.raises(
        AttributeError, match=r"The groups of \{revision\.parent\.user\} are not among the inputs"
    ):
        revision.parent.user.in_group({"bot"})


def test_the_inputs_hang_on_the_tree() -> None:
    from revscoring.datasources import revision_oriented as inputs

    assert revision.datasources is inputs.revision
    assert revision.user.datasources is inputs.revision.user
    assert revision.page.namespace.datasources is inputs.revision.page.namespace


def test_section_comments() -> None:
    assert SECTION_COMMENT_RE.sub("", "/* Early life */ fixed") == " fixed"
    assert SECTION_COMMENT_RE.search("no section") is None
