"""The root values that a dump gives, and the errors for what it hides or cannot know."""

from __future__ import annotations

import json

import pytest

from revscoring.errors import (
    CommentDeleted,
    LimitExceeded,
    RevisionNotFound,
    TextDeleted,
    UserDeleted,
    UserNotFound,
)
from revscoring.extractors.dump import (
    Accounts,
    DumpError,
    DumpPage,
    DumpRevision,
    Linked,
    first_edits,
    read_accounts,
    root_values,
)

PAGE = DumpPage(9, "User talk:Ann", "Ann", 3, "User talk")


def edit(rev_id: int = 2, **fields) -> DumpRevision:
    given = {
        "timestamp": "2003-01-31T12:00:00Z",
        "user_id": 7,
        "user_text": "Ann",
        "text": "abé",
        "model": "wikitext",
    }
    return DumpRevision(PAGE, rev_id, **{**given, **fields})


def test_the_names_are_those_of_the_root_datasources():
    linked = Linked(
        edit(comment="hi", minor=True), edit(1, text="a"), creation=edit(1, text=None, stored_bytes=1)
    )
    roots = root_values(linked, Accounts({}, {"Ann": "2002-01-01T00:00:00Z"}))
    expected = {
        "id": 2,
        "timestamp_str": "2003-01-31T12:00:00Z",
        "comment": "hi",
        "byte_length": 4,
        "minor": True,
        "content_model": "wikitext",
        "text": "abé",
        "user.id": 7,
        "user.text": "Ann",
        "user.info.registration_str": "2002-01-01T00:00:00Z",
        "user.info.groups": ["*", "user"],
        "parent.id": 1,
        "parent.timestamp_str": "2003-01-31T12:00:00Z",
        "parent.comment": "",
        "parent.byte_length": 1,
        "parent.minor": False,
        "parent.content_model": "wikitext",
        "parent.text": "a",
        "parent.user.id": 7,
        "parent.user.text": "Ann",
        "page.id": 9,
        "page.title": "Ann",
        "page.namespace.id": 3,
        "page.namespace.name": "User talk",
        "page.recent_revisions": None,
        "page.recent_words": None,
        "page.creation.id": 1,
        "page.creation.timestamp_str": "2003-01-31T12:00:00Z",
        "page.creation.comment": "",
        "page.creation.byte_length": 1,
        "page.creation.minor": False,
        "page.creation.content_model": "wikitext",
        "page.creation.user.id": 7,
        "page.creation.user.text": "Ann",
        "page.creation.user.info.registration_str": "2002-01-01T00:00:00Z",
        "page.creation.user.info.groups": ["*", "user"],
    }
    assert roots.values == {f"datasource.revision.{name}": value for name, value in expected.items()}
    assert roots.errors == {}


def test_a_page_creation_has_a_parent_of_nones():
    roots = root_values(Linked(edit()))
    parent = {name: value for name, value in roots.values.items() if ".parent." in name}
    assert len(parent) == 9
    assert set(parent.values()) == {None}


@pytest.mark.parametrize(
    ("field", "root", "kind", "message"),
    [
        ({"text": None}, "text", TextDeleted, "TextDeleted: Text deleted (datasource.revision.text)"),
        (
            {"comment": None},
            "comment",
            CommentDeleted,
            "CommentDeleted: Comment deleted (datasource.revision.comment)",
        ),
        (
            {"user_id": None, "user_text": None},
            "user.id",
            UserDeleted,
            "UserDeleted: User deleted ({revision.user})",
        ),
        (
            {"user_id": None, "user_text": None},
            "user.info.groups",
            UserDeleted,
            "UserDeleted: User deleted ({revision.user})",
        ),
    ],
)
def test_what_is_hidden_is_an_error_when_wanted(field, root, kind, message):
    roots = root_values(Linked(edit(**field)), Accounts({}, {}))
    key = f"datasource.revision.{root}"
    assert key not in roots.values
    error = roots.first_error({key})
    assert isinstance(error, kind)
    assert str(error) == message
    assert roots.first_error({"datasource.revision.id"}) is None


def test_the_hidden_text_of_a_parent_is_an_error_of_the_parent():
    roots = root_values(Linked(edit(), edit(1, text=None)))
    error = roots.first_error({"datasource.revision.parent.text"})
    assert str(error) == "TextDeleted: Text deleted (datasource.revision.parent.text)"


def test_a_missing_parent_is_not_found():
    roots = root_values(Linked(edit(), missing_parent=44))
    error = roots.first_error({"datasource.revision.parent.text"})
    assert isinstance(error, RevisionNotFound)
    assert str(error) == "RevisionNotFound: Could not find revision ({revision.parent}:44)"
    assert roots.values["datasource.revision.parent.id"] == 44


def test_a_parent_out_of_reach_says_what_to_do():
    roots = root_values(Linked(edit(), missing_parent=44, out_of_reach=True))
    error = roots.first_error({"datasource.revision.parent.text"})
    assert isinstance(error, LimitExceeded)
    assert "--window" in str(error)


def test_without_accounts_nothing_is_told_of_the_user():
    assert not [name for name in root_values(Linked(edit())).values if ".info." in name]


def test_an_account_that_is_not_in_the_file_is_not_found():
    roots = root_values(Linked(edit()), Accounts({"Ben": {"groups": ["*", "user"]}}))
    error = roots.first_error({"datasource.revision.user.info.groups"})
    assert isinstance(error, UserNotFound)
    assert "'Ann'" in str(error)


def test_anonymous_users_have_no_account():
    details = Accounts({}, {}).look_up(0, "127.0.0.1")
    assert details == {
        "groups": ["*"],
        "registration_str": None,
        "editcount": None,
        "emailable": None,
        "gender": None,
    }


def test_the_file_wins_over_what_is_derived():
    accounts = Accounts({"Ann": {"groups": ["*", "user", "bot"]}}, {"Ann": "2003-01-01T00:00:00Z"})
    assert accounts.look_up(7, "Ann") == {
        "groups": ["*", "user", "bot"],
        "registration_str": "2003-01-01T00:00:00Z",
    }


def test_nobody_is_a_bot_by_name():
    assert Accounts({}, {}).look_up(7, "CleanupBot")["groups"] == ["*", "user"]


def test_the_first_edit_is_the_earliest_of_all_pages():
    other = DumpPage(10, "Bees", "Bees", 0, "")
    edits = [
        edit(5, timestamp="2003-05-01T00:00:00Z"),
        DumpRevision(other, 2, timestamp="2003-02-01T00:00:00Z", user_id=7, user_text="Ann"),
        DumpRevision(other, 3, timestamp="2001-02-01T00:00:00Z", user_id=0, user_text="::1"),
        DumpRevision(other, 4, timestamp="2001-02-01T00:00:00Z", user_id=None, user_text=None),
    ]
    assert first_edits(edits) == {"Ann": "2003-02-01T00:00:00Z"}


def test_accounts_from_json(tmp_path):
    path = tmp_path / "users.json"
    path.write_text(
        json.dumps({"Ann": {"groups": ["sysop"], "registration": "2002-01-01T00:00:00Z", "note": "x"}})
    )
    assert read_accounts(str(path)) == {
        "Ann": {"groups": ["*", "user", "sysop"], "registration_str": "2002-01-01T00:00:00Z"}
    }


def test_accounts_from_a_table(tmp_path):
    path = tmp_path / "users.tsv"
    path.write_text('user\tgroups\teditcount\temailable\nAnn\tsysop,bot\t12\tyes\nBen "B" Bo\t\t\t\n')
    assert read_accounts(str(path)) == {
        "Ann": {"groups": ["*", "user", "sysop", "bot"], "editcount": 12, "emailable": True},
        'Ben "B" Bo': {},
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"Ann": \n', "line 2: the file of accounts is not valid JSON"),
        ('{"Ann": 5}', "the entry of 'Ann' is not an object"),
        ("name\tgroups\nAnn\tsysop\n", "line 1: the first line must name the columns"),
        ("user\teditcount\nAnn\tmany\n", "line 2: the editcount 'many' is not a number"),
    ],
)
def test_a_bad_file_of_accounts_says_where(tmp_path, content, message):
    path = tmp_path / "users"
    path.write_text(content)
    with pytest.raises(DumpError, match=message):
        read_accounts(str(path))


def test_a_missing_file_of_accounts():
    with pytest.raises(DumpError, match="cannot be read"):
        read_accounts("/no/such/file")
