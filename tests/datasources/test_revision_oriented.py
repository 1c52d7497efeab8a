"""The input tree of a revision: its nodes, and the two timestamps that are parsed."""

from __future__ import annotations

from typing import Any

import pytest

from revscoring.datasources import Datasource, revision_oriented
from revscoring.datasources.revision_oriented import Page, Revision, User
from revscoring.dependencies import dig, solve

revision = revision_oriented.revision


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("id", "revision.id"),
        ("byte_len", "revision.byte_length"),
        ("text", "revision.text"),
        ("parent.user.text", "revision.parent.user.text"),
        ("page.namespace.name", "revision.page.namespace.name"),
        ("page.creation.user.info.groups", "revision.page.creation.user.info.groups"),
        ("page.suggested.properties", "revision.page.suggestions.properties"),
        ("user.info.registration_str", "revision.user.info.registration_str"),
        ("user.last_revision.page.title", "revision.user.last_revision.page.title"),
    ],
)
def test_names(path: str, name: str) -> None:
    node: Any = revision
    for attribute in path.split("."):
        node = getattr(node, attribute)
    assert str(node) == f"datasource.{name}"
    assert type(node) is Datasource


def test_all_are_inputs_but_the_timestamps() -> None:
    computed = {str(node) for node in revision if node.dependencies}
    assert len(revision) == 57
    assert computed == {
        f"datasource.{name}"
        for name in (
            "revision.timestamp",
            "revision.parent.timestamp",
            "revision.page.creation.timestamp",
            "revision.page.creation.user.info.registration",
            "revision.user.info.registration",
            "revision.user.last_revision.timestamp",
        )
    }


@pytest.mark.parametrize(
    ("node", "string"),
    [
        (revision.timestamp, revision.timestamp_str),
        (revision.user.info.registration, revision.user.info.registration_str),
    ],
)
def test_timestamps_are_parsed(node: Any, string: Any) -> None:
    assert [str(leaf) for leaf in dig(node)] == [str(string)]
    assert solve(node, cache={string: "2015-01-02T03:04:05Z"}).unix() == 1420167845
    assert solve(node, cache={string: "20150102030405"}).unix() == 1420167845
    assert solve(node, cache={string: None}) is None


def test_what_a_tree_has_is_chosen() -> None:
    assert not hasattr(revision.parent, "parent")
    assert not hasattr(revision.parent, "page")
    assert not hasattr(revision.parent.user, "info")
    assert not hasattr(revision.page.creation, "text")
    assert len(revision.diff) == 0
    small = Revision("r", include_parent=False, include_user=False, include_page=False)
    assert sorted(map(str, small)) == [
        "datasource.r.byte_length",
        "datasource.r.comment",
        "datasource.r.content_model",
        "datasource.r.id",
        "datasource.r.minor",
        "datasource.r.timestamp",
        "datasource.r.timestamp_str",
    ]
    assert not hasattr(User("u"), "last_revision")
    assert hasattr(User("u", include_last_revision=True), "last_revision")
    assert not hasattr(Page("p"), "suggested")
