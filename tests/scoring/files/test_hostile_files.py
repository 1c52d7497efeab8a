"""Damaged and hostile model files: always a ModelFileError or a model that works, never more."""

from __future__ import annotations

import bz2
import io
import json
import logging
import random
import resource
import struct
import sys
import tracemalloc
import warnings
import zipfile

import numpy as np
import pytest

from revscoring.errors import ModelFileError
from revscoring.scoring import models
from revscoring.scoring.files import model_file
from revscoring.scoring.files.archive import decompress, open_archive
from revscoring.scoring.files.checks import Limits, check_schema

KINDS = {
    "boosting": ("GradientBoosting", {"n_estimators": 3, "max_depth": 3}),
    "forest": ("RandomForest", {"n_estimators": 2, "max_depth": 4}),
    "histogram": ("HistGradientBoosting", {"max_iter": 2}),
    "linear": ("LogisticRegression", {"scale": True, "center": True}),
    "bayes": ("GaussianNB", {}),
    "vectors": ("RBFSVC", {}),
}
WEIRD = [
    None, True, -1, 0, 3, 10**6, -(10**12), 10**30, 1e308, float("nan"), "", "x", "os.system", "../../etc",
    [], {}, [[]], [None], {"a": 1}, {"~": "dict", "items": 1}, {"~": "tuple", "items": [1]}, {"~": []},
    {"~": "float", "value": "x"}, {"~": "ndarray", "dtype": "U99999999", "value": ["x"] * 99},
    {"__reduce__": ["os.system", "true"]},
    "\u0000", "builtins.eval", "array_0.npy", "schema.json",
]  # fmt: skip


@pytest.fixture(scope="module")
def files(features, observations):
    made = {}
    for kind, (name, parameters) in KINDS.items():
        model = getattr(models, name)(features, [True, False], **parameters)
        model.train(observations)
        model.test(observations)
        made[kind] = model_file.dumps(model)
        model_file.loads(made[kind]).score([1, 2, 3])  # imports all that loading and scoring need
    return made


class Imports:
    """Notes what is imported for the first time, and imports nothing."""

    def __init__(self):
        self.names = []

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in ("revscoring", "sklearn", "skops", "numpy", "scipy"):
            self.names.append(name)


@pytest.fixture
def imports():
    noted = Imports()
    sys.meta_path.insert(0, noted)
    yield noted.names
    sys.meta_path.remove(noted)


def outcome(data):
    """Load and score; give the error, or None."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # numbers may overflow, or files have two parts of a name
            model = model_file.loads(data)
            scores = model.score_many([[1, 2, 3], [-1e9, 0.5, 1e9]])
            model.score([0.1, 0.2, 0.3])
            model.info.format(formatting="json")
    except ModelFileError as error:
        return error
    assert len(scores) == 2
    return None


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(name, content)
    return out.getvalue()


def places(document):
    """Give every place in a document, as its container and key."""
    found, waiting = [], [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict | list):
            for key in list(node) if isinstance(node, dict) else range(len(node)):
                found.append((node, key))
                waiting.append(node[key])
    return found


def flipped(source, data):
    changed = bytearray(data)
    for _ in range(source.choice([1, 1, 2, 8])):
        changed[source.randrange(len(changed))] ^= 1 << source.randrange(8)
    return bytes(changed)


def cut(source, data):
    start, end = sorted(source.sample(range(len(data)), 2))
    return source.choice([data[:end], data[:start] + data[end:], data[: end // 2] + data[-start // 2 :]])


def rewritten(source, data):
    """Change a document in a way that keeps the archive sound."""
    parts = parts_of(data)
    name = source.choice(["revscoring.json", "schema.json"])
    document = json.loads(parts[name])
    for _ in range(source.choice([1, 1, 3])):
        container, key = source.choice(places(document))
        change = source.random()
        if change < 0.2:
            del container[key]
        elif change < 0.4:
            other, other_key = source.choice(places(document))
            container[key] = json.loads(json.dumps(other.get(other_key) if isinstance(other, dict) else 0))
        else:
            container[key] = source.choice(WEIRD)
        if not places(document):
            break
    parts[name] = json.dumps(document).encode()
    return zipped(parts)


def renumbered(source, data):
    """Change numbers in arrays, their types or their shapes, in a way that keeps the archive sound."""
    parts = parts_of(data)
    name = source.choice([name for name in parts if name.endswith(".npy")])
    array = np.load(io.BytesIO(parts[name]))
    change = source.random()
    if change < 0.6 and array.size:
        flat = array.reshape(-1)
        weird = source.choice([-1, -2, 0, 1, 2, 7, 10**5, 2**31 - 1, -(2**31), np.nan, np.inf, -np.inf])
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            where = source.randrange(len(flat))
            flat[where] = np.asarray(weird, dtype=np.float64).astype(array.dtype)
    elif change < 0.8:
        array = source.choice([array[:-1], np.concatenate([array, array]), array.reshape(1, -1), array[:0]])
    else:
        array = array.astype(source.choice(["f4", "i8", "U3", "?", "u1", "c16", "f8"]))
    out = io.BytesIO()
    np.save(out, array)
    parts[name] = out.getvalue()
    if source.random() < 0.1:
        header = bytearray(parts[name])
        header[source.randrange(10, 100)] = source.randrange(32, 127)
        parts[name] = bytes(header)
    return zipped(parts)


@pytest.mark.parametrize("mutate", [flipped, cut, rewritten, renumbered])
@pytest.mark.filterwarnings("ignore")  # numpy warns of what it casts, zipfile of two parts of a name
def test_mutations_do_no_harm(files, mutate, imports, caplog):
    caplog.set_level(logging.CRITICAL)
    source = random.Random(mutate.__name__)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcomes = [outcome(mutate(source, data)) for data in files.values() for _ in range(30)]
    assert imports == []
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kB
    assert sum(error is not None for error in outcomes) > len(outcomes) * 0.3
    assert all(len(str(error)) < 1000 for error in outcomes)


# -- archives ---------------------------------------------------------------------------------------


def npy(shape, dtype="<f8", content=b""):
    header = repr({"descr": dtype, "fortran_order": False, "shape": shape}).encode()
    header += b" " * (117 - len(header)) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + content


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda parts: [*parts.items(), ("schema.json", b"{}")], "two parts of the same name"),
        (lambda parts: {**parts, "../../evil.npy": b""}, "unknown name: '../../evil.npy'"),
        (lambda parts: {**parts, "/etc/passwd": b""}, "unknown name"),
        (lambda parts: {**parts, "array_0.pkl": b""}, "unknown name"),
        (lambda parts: {k: v for k, v in parts.items() if k != "schema.json"}, "it has no schema.json"),
        (lambda parts: {**parts, "array_0.npy": npy((10**12,))}, "not as large as its header says"),
        (lambda parts: {**parts, "array_0.npy": npy((1,), "|O", b"x" * 8)}, "not of plain values"),
        (lambda parts: {**parts, "array_0.npy": b"cos\nsystem\n."}, "damaged"),
        (lambda parts: {**parts, "schema.json": b"[" * 5000 + b"]" * 5000}, "nested more than 100 deep"),
        (lambda parts: {**parts, "revscoring.json": b'{"a":' * 5000 + b"1" + b"}" * 5000}, "nested more"),
        (lambda parts: {**parts, "revscoring.json": b"[]"}, "is not a JSON object"),
        (lambda parts: {**parts, "schema.json": b" " * (2**22 + 1)}, "schema.json unpacks to"),
        (lambda parts: {**parts, "array_9.npy": bytes(2**25)}, "times its size"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_odd_archives_are_refused_before_they_are_unpacked(files, change, message):
    data = zipped(change(parts_of(files["boosting"])))
    tracemalloc.start()
    try:
        with pytest.raises(ModelFileError, match=message):
            model_file.loads(data)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_encrypted_parts_are_refused(files):
    data = bytearray(files["bayes"])
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ModelFileError, match="encrypted"):
        model_file.loads(bytes(data))


def test_bombs_of_bz2_are_refused():
    bomb = bz2.compress(bytes(2**26))
    tracemalloc.start()
    try:
        with pytest.raises(ModelFileError, match="unpacks to more than"):
            decompress(bomb, Limits(total=2**24))
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()
    with pytest.raises(ModelFileError, match="cut off"):
        decompress(bz2.compress(bytes(1000))[:-8])


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(members=3), "more than 3"),
        (Limits(total=1000), "more than 1000"),
        (Limits(document=10), "revscoring.json unpacks to"),
        (Limits(nesting=2), "nested more than 2 deep"),
    ],
)
def test_limits(files, limits, message):
    with pytest.raises(ModelFileError, match=message):
        open_archive(files["bayes"], limits)


# -- documents --------------------------------------------------------------------------------------


def in_document(data, name, change):
    parts = parts_of(data)
    document = json.loads(parts[name])
    change(document)
    parts[name] = json.dumps(document).encode()
    return zipped(parts)


@pytest.mark.parametrize(
    "node",
    [
        {"__class__": "system", "__module__": "os", "__loader__": "FunctionNode", "content": "os.system"},
        {"__class__": "Popen", "__module__": "subprocess", "__loader__": "ObjectNode"},
        {"__class__": "dict", "__module__": "builtins", "__loader__": "ReduceNode", "content": {}},
        {"__class__": "ndarray", "__module__": "numpy", "__loader__": "NdArrayNode", "__reduce__": {}},
        {"__class__": "type", "__module__": "antigravity", "__loader__": "TypeNode"},
        {"__class__": "partial", "__module__": "functools", "__loader__": "PartialNode"},
        {"__class__": "Tree", "__module__": "sklearn.tree._tree", "__loader__": "TreeNode"},
    ],
    ids=lambda node: node["__loader__"],
)
def test_nodes_that_are_no_plain_data_are_refused(files, node, imports):
    data = in_document(files["linear"], "schema.json", lambda schema: schema["content"].update(evil=node))
    with pytest.raises(ModelFileError, match="types that are not trusted"):
        model_file.loads(data)
    assert imports == []
    assert check_schema(node)


def test_an_array_used_twice_is_refused(files):
    def change(schema):
        arrays = [c[k] for c, k in places(schema) if isinstance(c[k], dict) and "file" in c[k]]
        arrays[0]["file"] = arrays[1]["file"]

    with pytest.raises(ModelFileError, match="Two parts"):
        model_file.loads(in_document(files["linear"], "schema.json", change))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["attributes"].update(score_packed="x"), "replace the method 'score_packed'"),
        (lambda d: d["attributes"].update(__class__="x"), "replace the method '__class__'"),
        (lambda d: d["attributes"].update(labels="ab"), "list of labels is a str"),
        (lambda d: d["attributes"].update(labels=[[1]]), "a label is a list"),
        (lambda d: d["attributes"].update(params=1), "parameters is a int"),
        (lambda d: d["attributes"].update(more={"~": "set", "items": [1]}), "unknown type: 'set'"),
        (
            lambda d: d["attributes"].update(
                more={"~": "ndarray", "dtype": "U999999999", "value": ["x"] * 99}
            ),
            "unknown type: 'ndarray'",
        ),
        (
            lambda d: d["attributes"].update(more={"~": "dict", "items": [[{"~": "dict", "items": []}, 1]]}),
            "damaged",
        ),
        (lambda d: d.update(features=[1]), "a feature is a int"),
        (lambda d: d["features"][0].update(dependencies=1), "the dependencies of the feature"),
        (lambda d: d["features"][0].update(path="revscoring.__main__.x[0]"), None),
        (lambda d: d["features"][0].update(path="json.tool[0]"), None),
        (lambda d: d["features"][0].update(path="os.environ[0]"), None),
        (lambda d: d["features"][0].update(expression={"attribute": "revscoring.features.__init__"}), None),
    ],
)
def test_documents_of_other_types(files, change, message, imports):
    data = in_document(files["bayes"], "revscoring.json", change)
    error = outcome(data)
    assert imports == []
    if message is None:
        assert error is None
    else:
        assert message in str(error)


# -- trees ------------------------------------------------------------------------------------------


def with_column(data, column, change):
    """Change a column of the trees in a file."""
    parts = parts_of(data)
    schema = json.loads(parts["schema.json"])
    more = schema["content"]["estimator"]["content"]["more"]["content"]
    name = more[column]["file"]
    array = np.load(io.BytesIO(parts[name]))
    changed = change(array)
    out = io.BytesIO()
    np.save(out, array if changed is None else changed)
    parts[name] = out.getvalue()
    return zipped(parts)


def put(place, value):
    def change(array):
        array[place] = value

    return change


@pytest.mark.parametrize("kind", ["boosting", "forest", "histogram"])
@pytest.mark.parametrize(
    ("column", "change", "message"),
    [
        ("left", put(0, 0), "Tree 0 has a child that does not come after its parent"),
        ("right", put(0, -5), "does not come after its parent"),
        ("right", put(0, 10**6), "Tree 0 has a child that does not exist"),
        ("feature", put(0, 3), "a feature beyond 3"),
        ("feature", put(0, -1), "a feature beyond 3"),
        ("threshold", put(0, np.nan), "a threshold that is not a number"),
        ("threshold", put(0, -np.inf), "a threshold that is not a number"),
        ("threshold", lambda array: array[:-1], "nodes, but the trees have"),
        ("counts", put(0, 0), "are not what a model has"),
        ("counts", put(0, 2**31 - 1), "are not what a model has|nodes, but the trees have"),
        ("counts", lambda array: array.astype("i8"), "not a list of the type <i4"),
        ("missing", put(0, 2), "neither left nor right"),
    ],
)
def test_trees_that_cannot_be_walked(files, kind, column, change, message):
    with pytest.raises(ModelFileError, match=message):
        model_file.loads(with_column(files[kind], column, change))


@pytest.mark.parametrize(
    ("kind", "column", "change", "message"),
    [
        ("boosting", "values", lambda array: np.hstack([array, array]), "The values of the trees are"),
        ("forest", "values", lambda array: array[:, :1], "The values of the trees are"),
        ("forest", "values", put(0, np.inf), "a value that is not finite"),
        ("histogram", "values", put(0, np.nan), "a value that is not finite"),
        ("boosting", "prior", lambda array: array[:1], "The prior has the shape"),
    ],
)
def test_values_of_trees(files, kind, column, change, message):
    with pytest.raises(ModelFileError, match=message):
        model_file.loads(with_column(files[kind], column, change))


def test_two_children_in_one_place(files):
    def change(array):
        array[0] = 1

    data = with_column(with_column(files["boosting"], "left", change), "right", change)
    with pytest.raises(ModelFileError, match="one child for both sides"):
        model_file.loads(data)


@pytest.mark.parametrize("kind", ["boosting", "forest", "histogram"])
def test_one_child_of_two_parents(files, kind):
    """A walk over such trees can take exponential time."""
    data = files[kind]
    found = {}
    for column in ("left", "right"):
        with_column(data, column, lambda array, column=column: found.update({column: array.copy()}))
    parent = next(node for node in range(1, 9) if found["left"][node] > 0)
    data = with_column(data, "left", put(0, found["left"][parent]))
    with pytest.raises(ModelFileError, match="Tree 0 has a node with two parents"):
        model_file.loads(data)


# -- estimators of other kinds ------------------------------------------------------------------------


def test_other_estimators_need_trust(features, observations, caplog):
    from sklearn.ensemble import ExtraTreesClassifier

    model = models.RandomForest(features, [True, False], estimator=ExtraTreesClassifier(n_estimators=2))
    model.train(observations)
    data = model_file.dumps(model)
    assert data == model_file.dumps(model)
    assert (
        "holds a ExtraTreesClassifier, so its file is read only with trusted_modules=['sklearn']"
        in caplog.text
    )
    with pytest.raises(ModelFileError, match=r"ExtraTreesClassifier.*trusted_modules=\['"):
        model_file.loads(data)
    again = model_file.loads(data, trusted_modules=["sklearn", "builtins", "numpy"])
    assert again.score_many([[1, 2, 3]]) == model.score_many([[1, 2, 3]])


def test_what_is_no_data_is_not_written(features):
    model = models.GaussianNB(features, [True, False])
    model.other = (number for number in [])
    with pytest.raises(ModelFileError, match=r"other hold something other than data .*generator"):
        model_file.dumps(model)
