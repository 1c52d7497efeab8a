"""Models that the published revscoring 2.11 pickled: converted without running anything of the pickle.

The pickles beside this file were written by revscoring 2.11.13 with scikit-learn 1.0 and 1.5, on made-up
observations; the samples are scores that it gave.
"""

from __future__ import annotations

import bz2
import collections
import io
import json
import logging
import os
import pickle
import random
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from revscoring.dependencies import solve
from revscoring.errors import CaughtDependencyError, ModelFileError
from revscoring.scoring import Model, models
from revscoring.scoring.files import model_file
from revscoring.scoring.migration import compare_scores, conversion, migrate, stand_ins
from revscoring.scoring.migration.check import plain_probabilities
from revscoring.scoring.migration.stand_ins import (
    as_array,
    as_plain,
    fields,
    full_name,
    read_pickle,
)
from revscoring.utilities import migrate_model, score

PICKLES = Path(__file__).parent / "pickles"
NAMES = sorted(path.name.removesuffix(".model.bz2") for path in PICKLES.glob("*.bz2"))
FEATURES = [
    "feature.wikitext.revision.chars",
    "feature.log((wikitext.revision.parent.chars + 1))",
    "feature.revision.user.is_anon",
    "feature.((wikitext.revision.chars / max(wikitext.revision.parent.chars, 1)) > 2)",
]

DUMP = """
<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">
<siteinfo><sitename>W</sitename><dbname>w</dbname><namespaces><namespace key="0" /></namespaces></siteinfo>
<page><title>A</title><ns>0</ns><id>1</id><revision><id>5</id><timestamp>2020-01-01T00:00:00Z</timestamp>
<contributor><username>Ann</username><id>1</id></contributor><model>wikitext</model>
<format>text/x-wiki</format><text bytes="4">Text</text></revision></page>
</mediawiki>
"""


def read(name):
    return (PICKLES / f"{name}.model.bz2").read_bytes()


def samples(name):
    return [json.loads(line) for line in (PICKLES / f"{name}.sample").read_text().splitlines()]


@pytest.fixture(autouse=True)
def quiet(caplog):
    caplog.set_level(logging.ERROR)


@pytest.mark.parametrize("name", NAMES)
def test_scores_are_those_of_the_old_software(name):
    migration = migrate(read(name))
    assert compare_scores(migration.model, samples(name)) == (12, pytest.approx(0, abs=1e-12), 0)
    again = model_file.loads(migration.data)
    assert compare_scores(again, samples(name))[1] < 1e-12
    assert compare_scores(model_file.loads(model_file.dumps(again)), samples(name))[1] < 1e-12
    assert migration.sklearn_version.startswith(name[len("sklearn_") :][:3])
    if "vectors" in name:
        assert migration.self_difference is None
    else:
        assert migration.self_difference < 1e-12
    assert migration.notes == []


@pytest.mark.parametrize("name", NAMES)
def test_features_are_found(name):
    model = migrate(read(name)).model
    assert [str(feature) for feature in model.features] == FEATURES
    assert [feature.returns for feature in model.features][1:] == [float, bool, bool]
    values = list(
        solve(
            model.features,
            cache={
                "datasource.revision.text": "1234567",
                "datasource.revision.parent.text": "123",
                "datasource.revision.user.id": 0,
                "datasource.revision.user.text": "192.0.2.1",
            },
        )
    )
    assert values == [7, pytest.approx(np.log(4)), True, True]


def test_what_is_known_of_the_model_comes_along():
    model = migrate(read("sklearn_1.0_boosting")).model
    assert model.version == "1.2.3"
    assert model.params["n_estimators"] == 4
    assert model.params["scale"] is True
    assert model.info.lookup("environment.revscoring_version") == "2.11.13"
    assert model.info.lookup("migrated_from") == {
        "file": "pickle of revscoring 2.x",
        "scikit-learn": "1.0.2",
    }
    found = model.info.format(["statistics.roc_auc", "statistics.recall", "statistics.counts"], "json")
    assert found["statistics"] == {
        "roc_auc": {"micro": 0.814, "macro": 0.784, "labels": {True: 0.751, False: 0.817}},
        "recall": {"micro": 0.95, "macro": 0.5, "labels": {True: 0.0, False: 1.0}},
        "counts": {
            "n": 100,
            "labels": {True: 22, False: 78},
            "predictions": {True: {True: 0, False: 22}, False: {True: 0, False: 78}},
        },
    }
    assert model.info["statistics"].population_rates == {True: 0.05, False: 0.95}
    assert "score_schema" in model.info


def test_multilabel_counts_come_along():
    model = migrate(read("sklearn_1.5_multilabel")).model
    found = model.info.format(["statistics.counts"], "json")["statistics"]["counts"]["predictions"]
    assert found["A"] == {True: {True: 0, False: 22}, False: {True: 0, False: 78}}
    assert found["B"] == {True: {True: 54, False: 0}, False: {True: 0, False: 46}}


def test_a_list_of_features_can_be_named():
    migration = migrate(read("sklearn_1.0_linear"), "no_such_package.enwiki.damaging")
    with zipfile.ZipFile(io.BytesIO(migration.data)) as archive:
        records = json.loads(archive.read("revscoring.json"))["features"]
    assert records[3]["path"] == "no_such_package.enwiki.damaging[3]"
    assert [str(feature) for feature in migration.model.features] == FEATURES  # made again from names


def test_loading_says_how_to_convert():
    with pytest.raises(ModelFileError, match="revscoring migrate_model OLD NEW"):
        model_file.loads(read("sklearn_1.0_boosting"))


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_a_trusted_pickle_of_2x_is_converted(name, compressed, monkeypatch):
    monkeypatch.setattr(pickle, "loads", lambda data: pytest.fail("the pickle was run"))
    data = read(name) if compressed else bz2.decompress(read(name))
    model = Model.load(io.BytesIO(data), trust_pickle=True)
    assert compare_scores(model, samples(name)) == (12, pytest.approx(0, abs=1e-12), 0)


def test_what_cannot_be_converted_of_a_trusted_pickle_is_logged(monkeypatch, caplog):
    def as_plain_if_not_seven(value):
        if value == 7:
            raise TypeError("not seven")
        return as_plain(value)

    monkeypatch.setattr(conversion, "as_plain", as_plain_if_not_seven)
    old = read_pickle(bz2.decompress(read("sklearn_1.5_boosting")))
    fields(old)["params"]["lucky"] = 7
    monkeypatch.setattr(conversion, "read_pickle", lambda data: old)
    caplog.set_level(logging.WARNING)
    Model.load(PICKLES / "sklearn_1.5_boosting.model.bz2", trust_pickle=True)
    assert "Of the model of revscoring 2.x, the parameter lucky is left out: not seven" in caplog.text


@pytest.fixture
def only_in_a_list(tmp_path, monkeypatch):
    """Make the features of the pickles ones that only a list of somebody has, `somewiki.features`."""
    lines = [
        "from revscoring.features import Feature",
        "features = [",
        *(
            f"    Feature({name.removeprefix('feature.')!r}, lambda: {position}, returns={kind}),"
            for position, (name, kind) in enumerate(
                zip(FEATURES, ["float", "float", "bool", "bool"], strict=True)
            )
        ),
        "]",
        "others = features[:3]",
    ]
    (tmp_path / "somewiki.py").write_text("\n".join(lines).replace("lambda: 2", "lambda: True"))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(conversion, "standard_place", lambda name: None)
    monkeypatch.setattr(conversion, "_expression", lambda feature, kind: None)
    yield
    sys.modules.pop("somewiki", None)


def test_the_list_of_a_trusted_pickle_can_be_named(only_in_a_list):
    model = Model.load(
        PICKLES / "sklearn_1.5_boosting.model.bz2",
        trust_pickle=True,
        trusted_modules=["somewiki"],
        features_path="somewiki.features",
    )
    assert list(solve(model.features)) == [0.0, 1.0, True, True]


def test_features_known_by_name_only_are_told_when_one_is_needed(only_in_a_list, caplog):
    caplog.set_level(logging.WARNING)
    model = Model.load(PICKLES / "sklearn_1.5_boosting.model.bz2", trust_pickle=True)
    assert "known by name only" not in caplog.text
    assert compare_scores(model, samples("sklearn_1.5_boosting"))[1] < 1e-12
    with pytest.raises(
        CaughtDependencyError, match=r"load with features_path='LIST', trusted_modules=\['PACKAGE'\]"
    ):
        list(solve(model.features))


def test_the_list_of_a_model_file_without_one_can_be_named(only_in_a_list):
    data = migrate(read("sklearn_1.5_boosting")).data
    model = Model.load(io.BytesIO(data), features_path="somewiki.features", trusted_modules=["somewiki"])
    assert list(solve(model.features)) == [0.0, 1.0, True, True]
    again = Model.load(io.BytesIO(model_file.dumps(model)), trusted_modules=["somewiki"])
    assert list(solve(again.features)) == [0.0, 1.0, True, True]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("somewiki.featurs", r"4 of 4 features are not found in somewiki\.featurs.*did you mean 'features'"),
        ("somewiki.others", r"1 of 4 features are not found in somewiki\.others"),
    ],
)
def test_a_wrong_list_is_an_error(only_in_a_list, path, message):
    with pytest.raises(ModelFileError, match=message):
        migrate(read("sklearn_1.5_boosting"), path, ["somewiki"])


def test_a_list_that_is_not_trusted_is_noted(only_in_a_list, tmp_path, capsys):
    (tmp_path / "old").write_bytes(read("sklearn_1.5_boosting"))
    run(tmp_path / "old", tmp_path / "new", "--features-path", "somewiki.features")
    assert (
        "note: the list somewiki.features was not read, so 4 features were not checked: it comes from "
        "somewiki.features[0]; if you trust that, add --trust somewiki" in capsys.readouterr().err
    )
    model = Model.load(tmp_path / "new", trusted_modules=["somewiki"])
    assert list(solve(model.features)) == [0.0, 1.0, True, True]


def test_an_untrusted_list_of_a_trusted_pickle_is_told_when_it_is_needed(only_in_a_list, caplog):
    caplog.set_level(logging.WARNING)
    name = "sklearn_1.5_boosting"
    model = Model.load(PICKLES / f"{name}.model.bz2", trust_pickle=True, features_path="somewiki.features")
    assert "Of the model of revscoring 2.x" not in caplog.text
    with pytest.raises(CaughtDependencyError, match=r"load with trusted_modules=\['somewiki'\]"):
        list(solve(model.features))


def test_scoring_an_old_pickle_says_what_to_add(only_in_a_list, tmp_path, capsys):
    dump = tmp_path / "dump.xml"
    dump.write_text(DUMP)
    old = PICKLES / "sklearn_1.5_boosting.model.bz2"
    for options, hint in (
        (
            [],
            "revscoring migrate_model OLD NEW --features-path LIST --trust PACKAGE. If you know who made it, "
            "add --trust-pickle.",
        ),
        (["--trust-pickle"], "add --features-path LIST --trust PACKAGE"),
        (["--trust-pickle", "--features-path", "somewiki.features"], "add --trust somewiki"),
    ):
        with pytest.raises(SystemExit):
            score.main([str(old), "--dump", str(dump), *options])
        assert hint in capsys.readouterr().err
    score.main([str(old), "--dump", str(dump), *options, "--trust", "somewiki", "--extractors", "0"])
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert set(row["score"]) == {"prediction", "probability"}


def test_a_trusted_pickle_whose_scores_would_differ_is_refused(monkeypatch):
    monkeypatch.setattr(conversion, "_self_check", lambda model, objects: 0.1)
    with pytest.raises(ModelFileError, match=r"would differ by 0\.1"):
        Model.load(PICKLES / "sklearn_1.5_boosting.model.bz2", trust_pickle=True)


def test_a_trusted_pickle_of_what_is_not_here_says_so():
    with pytest.raises(ModelFileError, match=r"cannot be loaded \(ModuleNotFoundError"):
        Model.load(io.BytesIO(b"\x80\x04cno_such_package\nModel\n."), trust_pickle=True)


def test_migrating_twice_says_that_it_is_done():
    done = migrate(read("sklearn_1.5_boosting"))
    for data in (done.data, bz2.compress(done.data)):
        with pytest.raises(ModelFileError, match=r"is a model file of revscoring 3\.0 already"):
            migrate(data)
    with pytest.raises(ModelFileError, match=r"pickle of revscoring 3\.0, not of 2\.x"):
        migrate(pickle.dumps(models.GaussianNB([], [True, False])))
    with pytest.raises(ModelFileError, match="git lfs pull"):
        migrate(b"version https://git-lfs.github.com/spec/v1\n")


def test_a_pickle_is_not_written_over(tmp_path, capsys):
    old = tmp_path / "old.model"
    old.write_bytes(read("sklearn_1.5_boosting"))
    with pytest.raises(SystemExit):
        run(old, old)
    assert "is also the input" in capsys.readouterr().err
    assert old.read_bytes() == read("sklearn_1.5_boosting")


# -- hostile pickles --------------------------------------------------------------------------------


class Evil:
    def __reduce__(self):
        return os.system, ("echo executed > /tmp/executed",)


def test_nothing_is_run(monkeypatch):
    data = pickle.dumps(Evil())
    monkeypatch.setattr(os, "system", lambda command: pytest.fail("executed"))
    found = read_pickle(data)
    assert full_name(found).endswith(".system")
    assert found.args == ("echo executed > /tmp/executed",)
    with pytest.raises(ModelFileError, match=r"holds a (posix|nt)\.system, not a model"):
        migrate(data)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("revscoring.features.wikitext.datasources.tokenized", "TokenIsInTypes"),
        ("revscoring.languages.features.matches.datasources", "PreprocessedSegments"),
        ("revscoring.scoring.models.gradient_boosting", "GradientBoosting"),
        ("sklearn.ensemble._gb_losses", "BinomialDeviance"),
        ("antigravity", "fly"),
        ("builtins", "eval"),
    ],
)
@pytest.mark.parametrize("proto", [0, 4])
def test_names_lead_to_stand_ins(module, name, proto):
    before = set(sys.modules)
    data = f"c{module}\n{name}\n.".encode()
    if proto == 4:
        parts = [b"\x8c" + bytes([len(part)]) + part.encode() for part in (module, name)]
        data = b"\x80\x04" + b"".join(parts) + b"\x93."
    found = read_pickle(data)
    assert full_name(found) == f"{module}.{name}"
    assert issubclass(found, stand_ins.StandIn)
    assert set(sys.modules) == before


def test_stand_ins_note_what_they_get():
    counted = collections.Counter("aab")
    found = read_pickle(pickle.dumps([counted, collections.deque([1]), {2}, ValueError("x")]))
    assert full_name(found[0]) == "collections.Counter"
    assert found[0].args == ({"a": 2, "b": 1},)
    assert found[1].items == [1]
    assert found[2] == {2}
    assert full_name(found[3]) == "builtins.ValueError"


def test_old_protocols():
    found = read_pickle(pickle.dumps({"x": b"\xff", "y": Slotted(3)}, protocol=2))
    assert found["x"] == b"\xff"
    assert fields(found["y"]) == {"value": 3}
    assert full_name(read_pickle(pickle.dumps(Evil, protocol=0))).endswith("Evil")
    plain = read_pickle(pickle.dumps(Plain(), protocol=1))
    assert full_name(plain).endswith("Plain")


class Plain:
    def __init__(self):
        self.x = 1


class Slotted:
    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value

    def __getstate__(self):
        return None, {"value": self.value}


def test_references_out_of_the_file_are_refused():
    with pytest.raises(ModelFileError, match="which is not in it"):
        read_pickle(b"\x80\x04\x8c\x01xQ.")


@pytest.mark.parametrize("kind", ["f8", "<f4", "i8", "?", "U3", "u1", [("a", "f8"), ("b", "i4")]])
@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_arrays(kind, protocol):
    array = np.arange(6).astype(kind).reshape(2, 3) if isinstance(kind, str) else np.ones(3, dtype=kind)
    for one in (array, np.asfortranarray(array)):
        found = as_array(read_pickle(pickle.dumps(one, protocol=protocol)))
        assert found.dtype == one.dtype
        assert np.array_equal(found, one)
    assert as_plain(read_pickle(pickle.dumps(np.float64(1.5), protocol=protocol))) == 1.5


def test_arrays_of_objects():
    array = np.empty((2, 1), dtype=object)
    array[:] = [[1], ["x"]]
    assert as_array(read_pickle(pickle.dumps(array))).tolist() == [[1], ["x"]]


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("numpy.core.multiarray", (1, (10**9,), None, False, b"x")),
        ("numpy.core.multiarray", (1, (-1,), None, False, b"")),
        ("numpy.core.multiarray", "nonsense"),
        ("os", (1, (1,), None, False, b"x")),
    ],
)
def test_damaged_arrays_are_refused(name, state):
    made = type("StandIn", (stand_ins.StandIn,), {"module": name, "name": "_reconstruct"})()
    dtype = read_pickle(pickle.dumps(np.dtype("u1")))
    made.state = tuple(dtype if part is None else part for part in state) if state != "nonsense" else state
    with pytest.raises(ModelFileError):
        as_array(made)


@pytest.mark.filterwarnings("ignore")
def test_mutated_pickles_do_no_harm():
    source = random.Random(0)
    data = bz2.decompress(read("sklearn_1.0_linear"))
    refused = 0
    for _ in range(150):
        changed = bytearray(data)
        for _ in range(source.choice([1, 3, 10])):
            changed[source.randrange(len(changed))] = source.randrange(256)
        try:
            migrate(bytes(changed[: source.choice([len(changed), source.randrange(len(changed))])]))
        except ModelFileError:
            refused += 1
    assert refused > 75


# -- the command ------------------------------------------------------------------------------------


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "old.model"
    path.write_bytes(bz2.decompress(read("sklearn_1.0_forest")))
    return path


def run(*arguments):
    migrate_model.main([str(argument) for argument in arguments])


def test_the_command(old, tmp_path, capsys):
    run(old, tmp_path / "new", "--sample", PICKLES / "sklearn_1.0_forest.sample")
    out = capsys.readouterr().out
    assert "scikit-learn 1.0.2, agrees with plain formulas within " in out
    assert "agrees with 12 old scores within " in out
    assert Model.load(tmp_path / "new").score(samples("sklearn_1.0_forest")[0]["values"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s["score"].update(prediction="x"), "1 have another prediction"),
        (lambda s: s["score"]["probability"].update(true=0.5), "probabilities differ by up to"),
        (lambda s: s["score"]["probability"].update(maybe=0.5), "has the labels"),
        (lambda s: s.pop("values"), "Sample 1 is not an object with values and score"),
    ],
)
def test_nothing_is_written_if_scores_differ(old, tmp_path, capsys, change, message):
    (sample,) = samples("sklearn_1.0_forest")[:1]
    change(sample)
    (tmp_path / "sample").write_text(json.dumps(sample))
    with pytest.raises(SystemExit) as exit_:
        run(old, tmp_path / "new", "--sample", tmp_path / "sample")
    assert exit_.value.code == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_what_cannot_be_checked_is_said(tmp_path, capsys):
    path = tmp_path / "old.model"
    path.write_bytes(read("sklearn_1.0_vectors"))
    run(path, tmp_path / "new")
    assert "not checked" in capsys.readouterr().out


def test_errors_of_the_command(tmp_path, capsys):
    (tmp_path / "old").write_bytes(b"hello")
    with pytest.raises(SystemExit):
        run(tmp_path / "old", tmp_path / "new")
    assert "The pickle is damaged" in capsys.readouterr().err
    (tmp_path / "sample").write_text("{\n")
    (tmp_path / "good").write_bytes(read("sklearn_1.0_linear"))
    with pytest.raises(SystemExit):
        run(tmp_path / "good", tmp_path / "new", "--sample", tmp_path / "sample")
    assert "sample, line 1: this is not JSON" in capsys.readouterr().err


def test_formulas():
    packed = {
        "estimator": "LogisticRegression",
        "params": {},
        "learned": {"classes_": np.array([0, 1]), "coef_": np.array([[1.0]]), "intercept_": np.array([0.0])},
    }
    assert plain_probabilities(packed, np.array([[0.0]])).tolist() == [[0.5, 0.5]]
    assert plain_probabilities({**packed, "estimator": "Other"}, np.array([[0.0]])) is None
