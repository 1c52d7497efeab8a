"""Lists of features named by dotted paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from revscoring.cli.feature_lists import import_dependents, import_features
from revscoring.datasources.revision_oriented import revision
from revscoring.errors import PathError

PATH = "revscoring.datasources.revision_oriented.revision"


def test_a_set_of_dependents_is_a_list_of_them() -> None:
    dependents, duplicates = import_dependents([f"{PATH}.user"])
    assert revision.user.text in dependents
    assert duplicates == []


def test_several_paths_are_one_list_without_duplicates() -> None:
    dependents, duplicates = import_dependents([f"{PATH}.text", f"{PATH}.id", f"{PATH}.text"])
    assert list(map(str, dependents)) == ["datasource.revision.text", "datasource.revision.id"]
    assert duplicates == []


def test_a_list_given_twice_has_no_duplicates_but_a_node_twice_in_a_list_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "doubled.py").write_text(
        "from revscoring.features import Feature\n"
        "one = Feature('words', len, returns=int)\n"
        "single, twice, other = [one], [one, one], [Feature('words', max, returns=int)]\n"
    )
    assert import_dependents(["doubled.single", "doubled.single"])[1] == []
    assert import_dependents(["doubled.twice"])[1] == ["feature.words"]
    assert import_dependents(["doubled.single", "doubled.other"])[1] == ["feature.words"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("json.loads", "json.loads is of type function, not a feature or datasource"),
        ("json.__all__", r"item 1 of json.__all__ is of type str, not a feature or datasource"),
        ("json.__path__.copy", "is of type builtin_function_or_method"),
    ],
)
def test_other_objects_are_refused(path: str, message: str) -> None:
    with pytest.raises(PathError, match=message):
        import_dependents([path])


def test_models_learn_features_only() -> None:
    with pytest.raises(PathError, match="which is not a feature"):
        import_features(f"{PATH}.text")
