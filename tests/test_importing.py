"""Dotted paths to objects, and what is said when they lead nowhere."""

from __future__ import annotations

import json

import pytest

from revscoring.datasources.revision_oriented import revision
from revscoring.importing import PathError, import_dependents, import_features, import_from_path


def test_modules_attributes_and_attributes_of_attributes():
    assert import_from_path("json") is json
    assert import_from_path("json.decoder.JSONDecoder.decode") is json.JSONDecoder.decode
    assert import_from_path("revscoring.datasources.revision_oriented.revision.text") is revision.text


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("json.lods", r"json has no 'lods'; did you mean 'loads'"),
        ("json.dumps.x", r"json.dumps has no 'x'"),
        ("revscoring.utilities.uti", r"revscoring.utilities has no 'uti'; did you mean 'util'"),
        ("jsen.loads", r"there is no module 'jsen' .*; did you mean 'json'"),
        ("", r"'' is no dotted path"),
    ],
)
def test_what_is_not_there_is_named_with_what_is_near(path, message):
    with pytest.raises(PathError, match=message):
        import_from_path(path)


def test_a_set_of_dependents_is_a_list_of_them():
    dependents, duplicates = import_dependents(["revscoring.datasources.revision_oriented.revision.user"])
    assert revision.user.text in dependents
    assert duplicates == []


def test_several_paths_are_one_list_without_duplicates():
    path = "revscoring.datasources.revision_oriented.revision"
    dependents, duplicates = import_dependents([f"{path}.text", f"{path}.id", f"{path}.text"])
    assert list(map(str, dependents)) == ["datasource.revision.text", "datasource.revision.id"]
    assert duplicates == ["datasource.revision.text"]


def test_models_learn_features_only():
    with pytest.raises(PathError, match="which is not a feature"):
        import_features("revscoring.datasources.revision_oriented.revision.text")
