"""The errors: their texts, which clients show, their tree, and their pickles."""

from __future__ import annotations

import copy
import importlib
import inspect
import pickle
import pkgutil
from typing import Any

import pytest

import revscoring
from revscoring import errors

REVISION, TEXT = "{revision}", "datasource.revision.text"

CASES = [
    (errors.DependencyError("no way"), "DependencyError: no way"),
    (errors.DependencyLoop("a → a"), "DependencyLoop: a → a"),
    (errors.LimitExceeded("too long"), "LimitExceeded: too long"),
    (errors.CaughtDependencyError("Failed"), "CaughtDependencyError: Failed"),
    (errors.CaughtDependencyError("Failed", KeyError("k")), "KeyError: Failed"),
    (errors.RevisionNotFound(REVISION, 123), "RevisionNotFound: Could not find revision ({revision}:123)"),
    (
        errors.UserNotFound("{revision.user}", "Ghost"),
        "UserNotFound: Could not find user account ({revision.user}:'Ghost')",
    ),
    (errors.PageNotFound("{revision.page}", 5), "PageNotFound: Could not find page ({revision.page}:5)"),
    (
        errors.EntityNotFound("{revision.page}", "Q1"),
        "EntityNotFound: Could not find entity ({revision.page}:'Q1')",
    ),
    (errors.UserDeleted("{revision.user}"), "UserDeleted: User deleted ({revision.user})"),
    (
        errors.CommentDeleted("datasource.revision.comment"),
        "CommentDeleted: Comment deleted (datasource.revision.comment)",
    ),
    (errors.TextDeleted(TEXT), "TextDeleted: Text deleted (datasource.revision.text)"),
    (
        errors.UnexpectedContentType("x" * 60, "JSON"),
        "UnexpectedContentType: Expected content of type JSON, but the following can't be parsed "
        f"(max 50 chars showed): {'x' * 50}",
    ),
    (errors.PathError("'a.b' cannot be found"), "'a.b' cannot be found"),
    (errors.ModelConsistencyError("labels"), "ModelConsistencyError: labels"),
    (errors.ModelFileError("untrusted"), "ModelFileError: untrusted"),
    (errors.ModelInfoLookupError("a.b"), "'a.b'"),
]
IDS = [type(error).__name__ for error, _ in CASES]


@pytest.mark.parametrize(("error", "text"), CASES, ids=IDS)
def test_texts(error: Exception, text: str) -> None:
    assert str(error).splitlines()[0] == text


@pytest.mark.parametrize("error", [*(e for e, _ in CASES), errors.QueryNotSupported("{x}", "info")])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_all_pickle(error: Exception, protocol: int) -> None:
    again = pickle.loads(pickle.dumps(error, protocol))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert str(copy.copy(error)) == str(error)
    ours, theirs = vars(error), vars(again)
    assert ours.keys() == theirs.keys()
    assert {k: str(v) for k, v in ours.items()} == {k: str(v) for k, v in theirs.items()}


def test_every_error_has_a_case() -> None:
    tested = {*IDS, "QueryNotSupported", "MissingResource", "NameClashWarning", "LossyConversionWarning"}
    kinds = {name for name in errors.__all__ if isinstance(getattr(errors, name), type)}
    assert tested == kinds


def test_the_tree_names_the_errors_of_all_rooms_with_their_homes() -> None:
    missing = []
    for found in pkgutil.walk_packages(revscoring.__path__, "revscoring."):
        if any(part.startswith("_") for part in found.name.split(".")):  # errors that never leave their room
            continue
        for name, member in vars(importlib.import_module(found.name)).items():
            if not inspect.isclass(member) or not issubclass(member, Exception) or name.startswith("_"):
                continue
            if member.__module__ != found.name or member.__name__ != name:
                continue
            home = "" if found.name == "revscoring.errors" else found.name.removeprefix("revscoring.")
            missing += [part for part in (name, home) if part not in (errors.__doc__ or "")]
    assert missing == []


@pytest.mark.parametrize(
    ("kind", "parents"),
    [
        (errors.DependencyError, RuntimeError),
        (errors.CaughtDependencyError, errors.DependencyError),
        (errors.DependencyLoop, errors.DependencyError),
        (errors.QueryNotSupported, errors.DependencyError),
        (errors.UnexpectedContentType, errors.DependencyError),
        (errors.LimitExceeded, errors.DependencyError),
        (errors.MissingResource, errors.DependencyError),
        (errors.RevisionNotFound, errors.MissingResource),
        (errors.PageNotFound, errors.MissingResource),
        (errors.UserNotFound, errors.MissingResource),
        (errors.EntityNotFound, errors.MissingResource),
        (errors.UserDeleted, errors.MissingResource),
        (errors.CommentDeleted, errors.MissingResource),
        (errors.TextDeleted, errors.MissingResource),
        (errors.ModelInfoLookupError, KeyError),
        (errors.ModelConsistencyError, RuntimeError),
        (errors.PathError, ImportError),
        (errors.NameClashWarning, UserWarning),
    ],
)
def test_the_tree(kind: type, parents: type) -> None:
    assert issubclass(kind, parents)
    assert not issubclass(errors.ModelConsistencyError, errors.DependencyError)


def test_a_text_may_be_given() -> None:
    assert str(errors.RevisionNotFound(REVISION, 1, arg="gone")) == "RevisionNotFound: gone"
    assert str(errors.UserDeleted(REVISION, "gone")) == "UserDeleted: gone"


def test_what_an_error_is_about_hangs_on_it() -> None:
    missing: Any = errors.RevisionNotFound(REVISION, 5)
    assert (missing.datasources, missing.key) == (REVISION, 5)
    content: Any = errors.UnexpectedContentType("no", "JSON")
    assert (content.text, content.content_type) == ("no", "JSON")
    query: Any = errors.QueryNotSupported("{page}", "wbsgetsuggestions")
    assert (query.datasources, query.info) == ("{page}", "wbsgetsuggestions")
    assert str(query) == "QueryNotSupported: Query failed ({page}:wbsgetsuggestions)"


@pytest.mark.parametrize(
    ("error", "plain"),
    [
        (errors.RevisionNotFound(REVISION, 99999999), "revision 99999999 does not exist"),
        (errors.RevisionNotFound("{revision.parent}", 5), "parent revision 5 does not exist"),
        (errors.UserNotFound("{revision.user}", "Ghost"), "user Ghost does not exist"),
        (errors.RevisionNotFound(REVISION, 1, arg="gone"), "gone"),
        (errors.TextDeleted(TEXT), "the text of the revision is hidden or missing"),
        (
            errors.CommentDeleted("{revision.parent}"),
            "the comment of the parent revision is hidden or missing",
        ),
        (errors.LimitExceeded("too long"), "too long"),
        (errors.CaughtDependencyError("Failed", KeyError("k"), advice="give it"), "give it"),
        (errors.CaughtDependencyError("Failed", KeyError("k")), "KeyError: Failed"),
        (
            errors.CaughtDependencyError("Failed", RuntimeError("feature.b is unknown")),
            "feature.b is unknown",
        ),
        (ValueError("no\nTraceback …"), "no"),
    ],
)
def test_plain_texts_have_no_names_of_classes_and_no_placeholders(error: Exception, plain: str) -> None:
    assert errors.plain_text(error) == plain


def test_advice_is_a_second_line_which_the_compatible_text_leaves_out() -> None:
    error = errors.CaughtDependencyError("Failed", KeyError("k"), advice="give it")
    assert str(error) == "KeyError: Failed\ngive it"
    assert errors.compatible_text(error) == "KeyError: Failed"


def test_the_place_of_a_search_is_said_and_pickles() -> None:
    error = errors.RevisionNotFound(REVISION, 5)
    error.place = "in the dump"
    again = pickle.loads(pickle.dumps(error))
    assert errors.plain_text(again) == "revision 5 is not in the dump"
