"""Model files: what they hold, what they refuse, and how features are found again."""

from __future__ import annotations

import bz2
import io
import json
import logging
import pickle
import sys
import types
import zipfile

import pytest

from revscoring.dependencies import solve
from revscoring.errors import ModelFileError
from revscoring.features import Feature, FeatureVector
from revscoring.scoring import Model, models
from revscoring.scoring.files import model_file
from revscoring.scoring.files.definitions import Definitions
from revscoring.scoring.files.feature_records import find_features, record_features


@pytest.fixture
def model(features, observations):
    found = models.GaussianNB(features, [True, False], version="1.2.3")
    found.train(observations)
    return found


def rewritten(data, name="revscoring.json", change=lambda document: None):
    """Change a document in a model file."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if member == name:
                document = json.loads(content)
                change(document)
                content = json.dumps(document).encode()
            new.writestr(member, content)
    return out.getvalue()


@pytest.mark.parametrize("suffix", ["", ".bz2"])
def test_files_paths_and_compression(model, tmp_path, suffix):
    path = tmp_path / "model"
    model.dump(path)
    compressed = tmp_path / f"model{suffix}"
    if suffix:
        compressed.write_bytes(bz2.compress(path.read_bytes()))
    assert Model.load(compressed).version == "1.2.3"
    with models.open_file(compressed) as file:
        assert Model.load(file).version == "1.2.3"


def test_text_files_give_their_bytes(model, tmp_path):
    with open(tmp_path / "model", "w") as file:
        model.dump(file)
    with open(tmp_path / "model") as file:
        assert Model.load(file).version == "1.2.3"


def test_the_document_can_be_read_by_people(model):
    with zipfile.ZipFile(io.BytesIO(model_file.dumps(model))) as archive:
        document = json.loads(archive.read("revscoring.json"))
    assert document["format"] == "revscoring model"
    assert document["class"] == "revscoring.scoring.models.naive_bayes.GaussianNB"
    assert set(document["libraries"]) == {"sklearn", "numpy", "skops"}
    assert [record["name"] for record in document["features"]] == ["feature.f0", "feature.f1", "feature.f2"]


class Evil:
    def __reduce__(self):
        return print, ("executed",)


def test_pickles_are_refused(model, capsys):
    with pytest.raises(ModelFileError, match="trust_pickle=True"):
        Model.load(io.BytesIO(pickle.dumps(Evil())))
    assert capsys.readouterr().out == ""


def test_pickles_can_be_trusted(features, observations):
    model = models.RandomForest(features, [True, False], n_estimators=3)
    model.train(observations)
    score = model.score([1, 2, 3])
    again = Model.load(io.BytesIO(pickle.dumps(model)), trust_pickle=True)
    assert again.score([1, 2, 3]) == score
    with pytest.raises(ModelFileError, match="holds a list"):
        Model.load(io.BytesIO(pickle.dumps([])), trust_pickle=True)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a model file"),
        (b"hello", "not a model file"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        (b"PK\x03\x04", "damaged"),
        (b"BZh9junk", "bz2"),
    ],
)
def test_other_files_are_refused(data, message):
    with pytest.raises(ModelFileError, match=message):
        model_file.loads(data)


def test_other_archives_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(ModelFileError, match=r"it has no revscoring\.json"):
        model_file.loads(out.getvalue())


def test_newer_versions_are_refused(model):
    data = rewritten(model_file.dumps(model), change=lambda document: document.update(format_version=99))
    with pytest.raises(ModelFileError, match="update revscoring"):
        model_file.loads(data)


def test_damage_is_a_model_file_error(model):
    data = model_file.dumps(model)
    with pytest.raises(ModelFileError, match="damaged"):
        model_file.loads(data[: len(data) // 2])
    with pytest.raises(ModelFileError, match="damaged"):
        model_file.loads(rewritten(data, change=lambda document: document.pop("attributes")))


@pytest.mark.parametrize("path", ["os.system", "subprocess.Popen", "revscoring.scoring.modelsx.Model"])
def test_classes_from_elsewhere_are_refused(model, path):
    data = rewritten(model_file.dumps(model), change=lambda document: document.update({"class": path}))
    with pytest.raises(ModelFileError, match="trusted_modules"):
        model_file.loads(data)


def test_what_is_no_class_of_models_is_refused(model):
    path = "revscoring.scoring.models.model.open_file"
    data = rewritten(model_file.dumps(model), change=lambda document: document.update({"class": path}))
    with pytest.raises(ModelFileError, match="is not a class of models"):
        model_file.loads(data)


def test_types_from_elsewhere_are_refused(model):
    def change(schema):
        schema["content"]["estimator"].update({"__class__": "Popen", "__module__": "subprocess"})

    with pytest.raises(ModelFileError, match=r"not trusted: subprocess\.Popen"):
        model_file.loads(rewritten(model_file.dumps(model), "schema.json", change))


def test_additional_info_and_order_of_info(features, observations):
    model = models.GaussianNB(features, [True, False], additional_info={"licence": "CC0", "of": ("a", 1)})
    again = model_file.loads(model_file.dumps(model))
    assert list(again.info) == list(model.info)
    assert again.info["licence"] == "CC0"


# -- features ---------------------------------------------------------------------------------------


def length(text):
    return len(text)


@pytest.fixture
def package():
    """A package with a list of features, as publishers of models have them."""
    text = Feature("text", returns=str)
    module = types.ModuleType("some_features")
    module.damaging = [
        Feature("length", length, returns=int, depends_on=[text]),
        FeatureVector("both", returns=float, depends_on=[text]),
        Feature("length", length, returns=int, depends_on=[text]) > 3,
    ]
    sys.modules["some_features"] = module
    yield module
    sys.modules.pop("some_features", None)


def test_features_of_trusted_packages_are_found_again(package):
    records = record_features(package.damaging)
    assert records[2]["path"] == "some_features.damaging[2]"
    found, _ = find_features(records, ["some_features"])
    assert all(ours is theirs for ours, theirs in zip(found, package.damaging, strict=True))


def test_modules_that_are_imported_already_need_no_trust(package):
    found, _ = find_features(record_features(package.damaging))
    assert all(ours is theirs for ours, theirs in zip(found, package.damaging, strict=True))
    ((other,), _) = find_features([{**record_features(package.damaging)[0], "path": "sys.path[0]"}])
    assert str(other) == "feature.length"
    with pytest.raises(RuntimeError, match=r"sys.path\[0\] is .* now"):
        solve(other)


def test_modules_with_objects_that_refuse_to_be_looked_at_do_no_harm(package, monkeypatch):
    """As shap does without matplotlib."""

    class Refusing:
        def __getattribute__(self, name):
            raise ImportError("not installed")

    plots = types.ModuleType("a_library_of_plots")
    plots.plot = Refusing()
    monkeypatch.setitem(sys.modules, plots.__name__, plots)
    assert record_features(package.damaging)[2]["path"] == "some_features.damaging[2]"


def test_features_of_other_packages_are_known_by_name_only(package, monkeypatch):
    records = record_features(package.damaging, "some_features.damaging")
    monkeypatch.delitem(sys.modules, "some_features")
    found, (note,) = find_features(records)
    assert [str(feature) for feature in found] == [
        "feature.length",
        "feature_vector.both",
        "feature.(length > 3)",
    ]
    assert [feature.returns for feature in found] == [int, float, bool]
    assert "3 features of the model are known by name only" in note
    with pytest.raises(RuntimeError, match=r"trusted_modules=\['some_features'\]"):
        solve(found[0])
    assert record_features(found) == records
    assert pickle.loads(pickle.dumps(found[0])).process.record == records[0]


def test_standard_features_need_no_list(caplog):
    from revscoring.features import modifiers, revision_oriented, temporal, wikitext
    from revscoring.languages import english

    features = [
        wikitext.revision.chars,
        wikitext.revision.words,
        wikitext.revision.diff.words_added / modifiers.max(wikitext.revision.parent.words, 1),
        revision_oriented.revision.user.is_anon.not_().and_(True),
        modifiers.log(temporal.revision.user.seconds_since_registration + 1, name="age"),
        english.badwords.revision.matches > 2,
        english.dictionary.revision.diff.dict_word_prop_delta_sum,
        english.stemmed.revision.stem_chars,  # whose name ends in stems_length
    ]
    records = json.loads(json.dumps(record_features(features)))
    assert {record["path"] for record in records} == {None}
    found, notes = find_features(records)
    assert [str(feature) for feature in found] == [str(feature) for feature in features]
    assert [feature.returns for feature in found] == [feature.returns for feature in features]
    assert notes == []
    assert not caplog.records
    cache = {"datasource.revision.text": "some words", "datasource.revision.parent.text": "some"}
    assert (
        list(solve(found[:3], cache=dict(cache)))
        == list(solve(features[:3], cache=dict(cache)))
        == [10, 2.0, 1.0]
    )


def test_features_without_an_expression(package):
    assert [record["expression"] for record in record_features(package.damaging)] == [None, None, None]
    assert record_features([Feature("wikitext.revision.nonsense", returns=int)])[0]["expression"] is None


@pytest.mark.parametrize(
    "expression",
    [
        {"attribute": "os.system"},
        {"attribute": "revscoring.features.wikitext"},
        {"attribute": "revscoring.features.wikitext.revision.datasources.text"},
        {"attribute": "revscoring.features.wikitext.revision.nonsense"},
        {"attribute": "revscoring.features.functions.trim"},
        {"modifier": "vectorize", "operands": []},
        {"modifier": "log", "operands": []},
        {},
    ],
)
def test_odd_expressions_make_no_features(expression, caplog):
    record = {**record_features([Feature("x", returns=int)])[0], "expression": expression}
    ((found,), _) = find_features([record])
    assert "cannot be made" in caplog.text or not expression
    with pytest.raises(RuntimeError, match="known by name only"):
        solve(found)


def test_a_changed_definition_is_reported(package):
    records = record_features(package.damaging)
    package.damaging[0] = Feature("length", length, returns=int, depends_on=[Feature("other", returns=str)])
    found, (note,) = find_features(records, ["some_features"])
    assert str(found[0]) == "feature.length"
    assert "has changed since the model was trained: feature.length" in note


def test_a_list_in_another_order_is_not_used(package, caplog):
    records = record_features(package.damaging)
    package.damaging.reverse()
    with pytest.raises(RuntimeError, match="install the version"):
        solve(find_features(records, ["some_features"])[0][0])


def test_a_missing_package_is_named(package):
    records = record_features(package.damaging, "no_such_package.damaging")
    with pytest.raises(RuntimeError, match="install or update"):
        solve(find_features(records, ["no_such_package"])[0][0])


@pytest.mark.parametrize(
    "change",
    [{"path": "__import__('os')"}, {"kind": "os"}, {"returns": "eval"}, {"name": "datasource.x"}],
    ids=["path", "kind", "returns", "name"],
)
def test_odd_records_are_refused(change):
    record = {**record_features([Feature("x", returns=int)])[0], **change}
    with pytest.raises(ModelFileError):
        find_features([record])


def test_digests_depend_on_the_definition_only(package):
    text = Feature("text", returns=str)
    same = Feature("length", length, returns=int, depends_on=[text])
    assert Definitions().digest(same) == Definitions().digest(package.damaging[0])
    for other in (
        Feature("length", length, returns=float, depends_on=[text]),
        Feature("length", len, returns=int, depends_on=[text]),
        Feature("length", length, returns=int, depends_on=[Feature("text", returns=int)]),
    ):
        assert Definitions().digest(other) != Definitions().digest(same)


def test_features_path_of_the_model(model, caplog):
    model.features_path = "some_package.some_list"
    with caplog.at_level(logging.WARNING):
        again = model_file.loads(model_file.dumps(model))
    assert caplog.text == ""  # the features are not needed yet
    assert "some_package.some_list[0]" in again.drift[0]
    assert again.features_path == "some_package.some_list"
    assert again.score([1, 2, 3]) == model.score([1, 2, 3])
